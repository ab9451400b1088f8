package names

// Facts are what has to be known of a service before any of its members.
type Facts struct {
	Package   string // of the SDK
	Version   string // of its API, which Query requests carry; no two services have the same
	Target    string // before the dot of X-Amz-Target, and in CBOR's path
	Scope     string // the service's name in signatures
	Namespace string // of its XML
	Style     Style
}

// Services are the services that the table has, in its order.
func Services() []Facts {
	return []Facts{
		{Package: "ec2", Version: "2016-11-15", Scope: "ec2", Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/", Style: EC2},
		{Package: "elasticloadbalancing", Version: "2012-06-01", Scope: "elasticloadbalancing", Namespace: "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/", Style: Wrapped},
		{Package: "elasticloadbalancingv2", Version: "2015-12-01", Scope: "elasticloadbalancing", Namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/", Style: Wrapped},
		{Package: "autoscaling", Version: "2011-01-01", Scope: "autoscaling", Namespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/", Style: Wrapped},
		{Package: "sts", Version: "2011-06-15", Scope: "sts", Namespace: "https://sts.amazonaws.com/doc/2011-06-15/", Style: Wrapped},
		{Package: "sns", Version: "2010-03-31", Scope: "sns", Namespace: "http://sns.amazonaws.com/doc/2010-03-31/", Style: Wrapped},
		{Package: "iam", Version: "2010-05-08", Scope: "iam", Namespace: "https://iam.amazonaws.com/doc/2010-05-08/", Style: Wrapped},
		{Package: "cloudwatch", Version: "2010-08-01", Target: "GraniteServiceVersion20100801", Scope: "monitoring", Namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/", Style: Wrapped},
		{Package: "cloudwatchlogs", Target: "Logs_20140328", Scope: "logs", Style: Lower},
		{Package: "cloudtrail", Target: "CloudTrail_20131101", Scope: "cloudtrail", Style: Plain},
		{Package: "s3", Scope: "s3", Namespace: "http://s3.amazonaws.com/doc/2006-03-01/", Style: REST},
	}
}

func factsOf(name string) Facts {
	for _, f := range Services() {
		if f.Package == name {
			return f
		}
	}
	return Facts{Package: name}
}
