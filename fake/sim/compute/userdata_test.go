package compute_test

import (
	"slices"
	"testing"

	"fleetglass/fake/sim/compute"
)

func TestReadUserData(t *testing.T) {
	cases := []struct {
		name, text  string
		ports, once []int
	}{
		{"nothing", "", nil, nil},
		{"no interpreter line", "yum install -y httpd\nsystemctl start httpd", nil, nil},
		{"installed, never started", "#!/bin/bash\nyum install -y httpd", nil, nil},
		{"started, not installed", "#!/bin/bash\nsystemctl start httpd", nil, nil},
		{"started", "#!/bin/bash\nsudo yum -y install httpd && systemctl start httpd", []int{80}, []int{80}},
		{"started and enabled", "#!/bin/bash\ndnf install -y nginx\nsystemctl start nginx\nsystemctl enable nginx.service", []int{80}, nil},
		{"the old way", "#!/bin/bash\nyum install -y httpd\nservice httpd start\nchkconfig httpd on", []int{80}, nil},
		{"extras", "#!/bin/bash\namazon-linux-extras install -y nginx1\nsystemctl enable --now nginx", []int{80}, nil},
		{"apt starts by itself", "#!/bin/bash -xe\napt-get update\napt-get install -y apache2", []int{80}, nil},
		{"stopped again", "#!/bin/bash\napt install -y nginx\nsystemctl stop nginx", nil, nil},
		{"commented out", "#!/bin/bash\nyum install -y httpd\n# systemctl start httpd", nil, nil},
		{"python", "#!/bin/bash\ncd /srv; nohup python3 -m http.server 8080 > log 2>&1 &", []int{8080}, []int{8080}},
		{"python, no port", "#!/bin/bash\npython3 -m http.server", []int{8000}, []int{8000}},
		{"two servers on one instance", "#!/bin/bash\npython3 -m http.server 8081 &\npython3 -m http.server 8080 &", []int{8080, 8081}, []int{8080, 8081}},
		{"busybox", "#!/bin/bash\nnohup busybox httpd -f -p 8080 &", []int{8080}, []int{8080}},
		{"docker", "#!/bin/bash\ndocker run -d --restart always -p 80:8080 shop", []int{80}, nil},
		{"cloud-config", "#cloud-config\npackages:\n  - httpd\nruncmd:\n  - systemctl start httpd\n  - [systemctl, enable, httpd]", []int{80}, nil},
	}
	for _, c := range cases {
		got := compute.ReadUserData(c.text)
		if !slices.Equal(got.Ports, c.ports) || !slices.Equal(got.Once, c.once) {
			t.Errorf("%s: listens on %v, of these %v once; want %v and %v", c.name, got.Ports, got.Once, c.ports, c.once)
		}
	}
}

// Whatever a script says, reading it ends, and gives ports that exist.
func FuzzReadUserData(f *testing.F) {
	f.Add("#!/bin/bash\nyum install -y httpd && systemctl enable --now httpd")
	f.Add("#cloud-config\nruncmd:\n  - [docker, run, -p, 80:80]")
	f.Add("#!/bin/sh\nsudo nohup -E python3 -m http.server 99999 -p")
	f.Fuzz(func(t *testing.T, text string) {
		s := compute.ReadUserData(text)
		for _, p := range s.Ports {
			if p < 1 || p > 65535 {
				t.Errorf("port %d", p)
			}
		}
		for _, p := range s.Once {
			if !slices.Contains(s.Ports, p) {
				t.Errorf("%d listens once, but not at all", p)
			}
		}
	})
}

func TestCatalogue(t *testing.T) {
	cases := []struct {
		name   string
		vcpu   int
		memory int
		hourly float64
	}{
		{"t2.micro", 1, 1024, 0.0116}, {"t3.micro", 2, 1024, 0.0104}, {"t4g.small", 2, 2048, 0.0168},
		{"m4.10xlarge", 40, 163840, 2.00}, {"m5.large", 2, 8192, 0.096}, {"m5.24xlarge", 96, 393216, 4.608},
		{"c4.8xlarge", 36, 61440, 1.591}, {"c5.9xlarge", 36, 73728, 1.53}, {"r4.large", 2, 15616, 0.133}, {"r5.xlarge", 4, 32768, 0.252},
	}
	for _, c := range cases {
		got, ok := compute.TypeInfo(c.name)
		off := got.Hourly - c.hourly
		if !ok || got.VCPU != c.vcpu || got.MemoryMiB != c.memory || off > 1e-9 || off < -1e-9 {
			t.Errorf("%s: %+v, want %d vCPU, %d MiB, $%v", c.name, got, c.vcpu, c.memory, c.hourly)
		}
	}
	if _, ok := compute.TypeInfo("m5.huge"); ok {
		t.Error("there is no m5.huge")
	}
	seen := map[string]bool{}
	for _, typ := range compute.Types() {
		if seen[typ.Name] || typ.VCPU == 0 || typ.MemoryMiB == 0 || typ.Hourly == 0 || typ.Architecture == "" {
			t.Errorf("double or empty: %+v", typ)
		}
		seen[typ.Name] = true
	}
}
