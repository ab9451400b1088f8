package compute_test

import (
	"fmt"
	"strings"
	"testing"

	"fleetglass/fake/sim/compute"
)

const install = "#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n"

func TestPagesOfAServer(t *testing.T) {
	cases := []struct {
		name, script string
		want         string // "path code" of what is asked
	}{
		{"the front page only", install, "/ 200, /index.html 200, /health 404, /index 404"},
		{"a file", install + "echo ok > /var/www/html/health", "/health 200, /health/ 404, /health?deep=1 200, / 200"},
		{"appended", install + "date >>/var/www/html/log.txt", "/log.txt 200"},
		{"a directory's index", install + "echo hi | sudo tee /var/www/html/shop/index.html", "/shop/ 200, /shop/index.html 200, /shop 301, /shop/x 404"},
		{"relative", install + "cd /var/www/html && touch ready", "/ready 200"},
		{"copied", install + "aws s3 cp s3://site/status.html /var/www/html/status.html", "/status.html 200"},
		{"downloaded", install + "curl -s -o /var/www/html/logo.png https://example.com/logo.png", "/logo.png 200"},
		{"elsewhere", install + "echo ok > /tmp/health", "/health 404, /tmp/health 404"},
		{"a location of nginx", "#!/bin/bash\ndnf install -y nginx\ncat > /etc/nginx/conf.d/a.conf <<'END'\nserver {\n  location = /ready { return 204; }\n  location /v1/ {\n    proxy_pass http://127.0.0.1:9000;\n  }\n  location /old/ { return 410; }\n}\nEND\nsystemctl enable --now nginx",
			"/ready 204, /ready/ 404, /v1/items 200, /old/x 410, / 200"},
		{"cloud-config", "#cloud-config\npackages:\n  - httpd\nwrite_files:\n  - path: /var/www/html/health\n    content: ok\nruncmd:\n  - systemctl enable --now httpd", "/health 200"},
		{"a container", "#!/bin/bash\ndocker run -d -p 80:3000 shop", "/ 200, /anything 200"},
	}
	for i, c := range cases {
		a := newAccount(uint64(i))
		in := a.running(t, c.script)
		var got []string
		for part := range strings.SplitSeq(c.want, ", ") {
			path, _, _ := strings.Cut(part, " ")
			got = append(got, fmt.Sprintf("%s %d", path, a.room.Reply(in.ID, compute.Ask{From: a.neighbour(), Port: 80, Path: path})))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, text, c.want)
		}
	}
}

// Files stay where they are when a server restarts.
func TestPagesOutliveAReboot(t *testing.T) {
	a := newAccount(1)
	in := a.running(t, install+"echo ok > /var/www/html/health")
	if err := a.room.Reboot(in.ID); err != nil {
		t.Fatal(err)
	}
	a.Advance(in.ReadyAt)
	if got := a.room.Reply(in.ID, compute.Ask{From: a.neighbour(), Port: 80, Path: "/health"}); got != 200 {
		t.Errorf("after the reboot: %d", got)
	}
}
