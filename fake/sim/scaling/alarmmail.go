package scaling

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/fake/world"
)

// notifyOfAlarm sends what CloudWatch sends when an alarm changes state: a
// letter to people, JSON to machines.
func (r *Room) notifyOfAlarm(a *world.Alarm, topic string) error {
	return r.tellTopic(topic, news{
		name: a.Name, state: a.State, before: a.Before, reason: a.Reason, since: a.StateSince, description: a.Description, arn: a.ARN,
	}, metricOf(a), alarmMessage(r, a))
}

// notifyOfComposite is notifyOfAlarm for an alarm on other alarms.
func (r *Room) notifyOfComposite(c *world.CompositeAlarm, topic string) error {
	n := news{name: c.Name, state: c.State, before: c.Before, reason: c.Reason, since: c.StateSince, description: c.Description, arn: c.ARN}
	m := messageOf(r, n)
	m.Rule = c.Rule
	return r.tellTopic(topic, n, "", m)
}

// news is what is to be told of an alarm.
type news struct {
	name, state, before, reason, description, arn string
	since                                         time.Time
}

func (r *Room) tellTopic(topic string, n news, metric string, m alarmNews) error {
	if r.topics == nil {
		return nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return r.topics.PublishEach(topic, n.subject(r.k.World.Region), func(protocol string) string {
		if protocol == "email" {
			return n.letter(r.k.World, metric)
		}
		return string(data)
	})
}

func (n news) subject(region string) string {
	return fmt.Sprintf("%s: %q in %s", n.state, n.name, regionName(region))
}

// letter is the mail about an alarm (OBS#39649749498, OBS#65734511189, OBS#31667376623).
func (n news) letter(w *world.World, metric string) string {
	at := n.since.UTC().Format("Monday 02 January, 2006 15:04:05 UTC")
	var b strings.Builder
	fmt.Fprintf(&b, "You are receiving this email because your Amazon CloudWatch Alarm %q in the %s region has entered the %s state, because %q at %q.\n\n",
		n.name, regionName(w.Region), n.state, n.reason, at)
	fmt.Fprintf(&b, "View this alarm in the AWS Management Console:\nhttps://%s.console.aws.amazon.com/cloudwatch/deeplink.js?region=%s#alarmsV2:alarm/%s\n\n", w.Region, w.Region, n.name)
	b.WriteString("Alarm Details:\n")
	for _, line := range [][2]string{
		{"Name", n.name}, {"Description", n.description}, {"State Change", n.before + " -> " + n.state},
		{"Reason for State Change", n.reason}, {"Timestamp", at}, {"AWS Account", w.Account}, {"Alarm Arn", n.arn},
	} {
		fmt.Fprintf(&b, "- %-27s%s\n", line[0]+":", line[1])
	}
	b.WriteString(metric)
	return b.String()
}

// metricOf is the part of the letter about an alarm's threshold and metric.
func metricOf(a *world.Alarm) string {
	var b strings.Builder
	seconds := int(a.Metric.Period / time.Second)
	fmt.Fprintf(&b, "\nThreshold:\n- The alarm is in the ALARM state when the metric is %s %s for at least %d of the last %d period(s) of %d seconds.\n",
		a.Comparison, alarm.Number(a.Threshold), max(1, datapointsOf(a)), a.Periods, seconds)
	if len(a.Queries) > 0 {
		return b.String()
	}
	b.WriteString("\nMonitored Metric:\n")
	var dimensions []string
	for _, d := range a.Metric.Dimensions {
		dimensions = append(dimensions, fmt.Sprintf("[%s = %s]", d.Key, d.Value))
	}
	unit := a.Metric.Unit
	if unit == "" {
		unit = "not specified"
	}
	for _, line := range [][2]string{
		{"MetricNamespace", a.Metric.Namespace}, {"MetricName", a.Metric.Name}, {"Dimensions", strings.Join(dimensions, " ")},
		{"Period", fmt.Sprintf("%d seconds", seconds)}, {"Statistic", a.Metric.Statistic}, {"Unit", unit}, {"TreatMissingData", missingDataOf(a)},
	} {
		fmt.Fprintf(&b, "- %-37s%s\n", line[0]+":", line[1])
	}
	return b.String()
}

// datapointsOf is M of an alarm's M out of N.
func datapointsOf(a *world.Alarm) int {
	if a.Datapoints > 0 {
		return a.Datapoints
	}
	return a.Periods
}

func missingDataOf(a *world.Alarm) string {
	if a.MissingData == "" {
		return alarm.Missing
	}
	return a.MissingData
}

// alarmNews is the message that machines get.
type alarmNews struct {
	Name        string      `json:"AlarmName"`
	Description *string     `json:"AlarmDescription"`
	Rule        string      `json:"AlarmRule,omitempty"`
	Account     string      `json:"AWSAccountId"`
	Updated     string      `json:"AlarmConfigurationUpdatedTimestamp,omitempty"`
	State       string      `json:"NewStateValue"`
	Reason      string      `json:"NewStateReason"`
	Changed     string      `json:"StateChangeTime"`
	Region      string      `json:"Region"`
	ARN         string      `json:"AlarmArn"`
	Before      string      `json:"OldStateValue"`
	OKActions   []string    `json:"OKActions"`
	Actions     []string    `json:"AlarmActions"`
	NoData      []string    `json:"InsufficientDataActions"`
	Trigger     *newTrigger `json:"Trigger,omitempty"`
}

// newTrigger is what an alarm watches.
type newTrigger struct {
	Metric        string          `json:"MetricName,omitempty"`
	Namespace     string          `json:"Namespace,omitempty"`
	StatisticType string          `json:"StatisticType,omitempty"`
	Statistic     string          `json:"Statistic,omitempty"`
	Unit          *string         `json:"Unit"`
	Dimensions    []dimensionData `json:"Dimensions"`
	Period        int             `json:"Period"`
	Periods       int             `json:"EvaluationPeriods"`
	Datapoints    int             `json:"DatapointsToAlarm,omitempty"`
	Comparison    string          `json:"ComparisonOperator"`
	Threshold     float64         `json:"Threshold"`
	MissingData   string          `json:"TreatMissingData"`
	LowSamples    string          `json:"EvaluateLowSampleCountPercentile"`
}

func messageOf(r *Room, n news) alarmNews {
	m := alarmNews{
		Name: n.name, Account: r.k.World.Account, State: n.state, Reason: n.reason, Changed: historyStamp(n.since),
		Region: regionName(r.k.World.Region), ARN: n.arn, Before: n.before, OKActions: []string{}, Actions: []string{}, NoData: []string{},
	}
	if n.description != "" {
		m.Description = &n.description
	}
	return m
}

func alarmMessage(r *Room, a *world.Alarm) alarmNews {
	m := messageOf(r, news{name: a.Name, state: a.State, before: a.Before, reason: a.Reason, since: a.StateSince, description: a.Description, arn: a.ARN})
	m.Updated, m.OKActions, m.Actions, m.NoData = historyStamp(a.ConfigUpdate), listed(a.OKActions), listed(a.AlarmActions), listed(a.NoData)
	m.Trigger = &newTrigger{
		Metric: a.Metric.Name, Namespace: a.Metric.Namespace, StatisticType: "Statistic", Statistic: strings.ToUpper(a.Metric.Statistic),
		Dimensions: dimensionsData(a.Metric.Dimensions), Period: int(a.Metric.Period / time.Second), Periods: a.Periods, Datapoints: a.Datapoints,
		Comparison: a.Comparison, Threshold: a.Threshold, MissingData: missingDataOf(a), LowSamples: a.LowSamples,
	}
	if strings.HasPrefix(a.Metric.Statistic, "p") {
		m.Trigger.StatisticType, m.Trigger.Statistic = "ExtendedStatistic", a.Metric.Statistic
	}
	if a.Metric.Unit != "" {
		m.Trigger.Unit = &a.Metric.Unit
	}
	return m
}

// regionName is a region as AWS writes it for people; a region that is not
// listed keeps its code.
func regionName(region string) string {
	for _, r := range [][2]string{
		{"us-east-1", "US East (N. Virginia)"}, {"us-east-2", "US East (Ohio)"}, {"us-west-1", "US West (N. California)"}, {"us-west-2", "US West (Oregon)"},
		{"ca-central-1", "Canada (Central)"}, {"sa-east-1", "South America (Sao Paulo)"},
		{"eu-central-1", "EU (Frankfurt)"}, {"eu-west-1", "EU (Ireland)"}, {"eu-west-2", "EU (London)"}, {"eu-west-3", "EU (Paris)"}, {"eu-north-1", "EU (Stockholm)"},
		{"ap-south-1", "Asia Pacific (Mumbai)"}, {"ap-northeast-1", "Asia Pacific (Tokyo)"}, {"ap-northeast-2", "Asia Pacific (Seoul)"},
		{"ap-northeast-3", "Asia Pacific (Osaka)"}, {"ap-southeast-1", "Asia Pacific (Singapore)"}, {"ap-southeast-2", "Asia Pacific (Sydney)"},
	} {
		if r[0] == region {
			return r[1]
		}
	}
	return region
}
