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

// shipping is a boot script with the agent that ships its server's logs to
// the log groups of a site.
func shipping(script, site, server string) string {
	return script + strings.NewReplacer("SITE", site, "SERVER", server).Replace(`
dnf install -y amazon-cloudwatch-agent
cat > /opt/agent.json <<'JSON'
{"logs": {"logs_collected": {"files": {"collect_list": [
  {"file_path": "/var/log/SERVER", "log_group_name": "/SITE/access", "log_stream_name": "{instance_id}", "retention_in_days": 14},
  {"file_path": "/var/log/messages", "log_group_name": "/SITE/system", "log_stream_name": "{instance_id}", "retention_in_days": 30}
]}}}}
JSON
amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/agent.json
`)
}

// The access logs of the two servers, below /var/log.
const (
	apacheLog = "httpd/access_log"
	nginxLog  = "nginx/access.log"
)

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

// serviceScript serves whatever path its balancer has for it.
const serviceScript = `#!/bin/bash
dnf install -y nginx
cat > /etc/nginx/conf.d/service.conf <<'CONF'
server {
  listen 80 default_server;
  location = /health { return 200 "ok\n"; }
  location / { proxy_pass http://127.0.0.1:9000; }
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
