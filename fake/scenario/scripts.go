package scenario

import "strings"

// The user data of the demo's instances: short, but what one would write.

func webScript(version string) string {
	return strings.ReplaceAll(`#!/bin/bash
# The site, version VERSION.
dnf install -y httpd
mkdir -p /var/www/html
echo "ok" > /var/www/html/health
echo "<h1>Hello from $(hostname -f)</h1><p>version VERSION</p>" > /var/www/html/index.html
systemctl enable --now httpd
`, "VERSION", version)
}

func twoServerScript(name string) string {
	return strings.ReplaceAll(`#!/bin/bash
# One of two servers behind one load balancer, told apart by their path.
dnf install -y httpd
mkdir -p /var/www/html/NAME
echo "<h1>This is NAME</h1>" > /var/www/html/NAME/index.html
systemctl enable --now httpd
`, "NAME", name)
}

const apiScript = `#!/bin/bash
dnf install -y nginx
cat > /etc/nginx/conf.d/api.conf <<'CONF'
server {
  listen 80 default_server;
  location = /ready { return 200 "ready\n"; }
  location /v1/ { proxy_pass http://127.0.0.1:9000; }
}
CONF
systemctl enable --now nginx
`

const brokerScript = `#!/bin/bash
dnf install -y docker
systemctl enable --now docker
docker run -d --restart always --name mqtt -p 1883:1883 eclipse-mosquitto:2
`

const workerScript = `#!/bin/bash
yum install -y python3
aws s3 cp s3://example-deploy/worker.py /opt/worker.py
nohup python3 /opt/worker.py --queue jobs &
`

const batchScript = `#!/bin/bash
dnf install -y docker
systemctl enable --now docker
docker run -d --name batch example/batch:7 --dataset daily
`
