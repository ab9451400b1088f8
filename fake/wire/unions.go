package wire

import (
	"reflect"

	cloudwatch "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	iam "github.com/aws/aws-sdk-go-v2/service/iam/types"
	s3 "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/wire/shape"
)

// unions are the alternatives of all unions of the services' types, but for
// streams of events. A test holds them against the SDK.
func unions() shape.Unions {
	return shape.Unions{
		reflect.TypeFor[cloudwatch.EvaluationCriteria](): {reflect.TypeFor[cloudwatch.EvaluationCriteriaMemberPromQLCriteria]()},
		reflect.TypeFor[cloudwatch.EvaluationWindow](): {
			reflect.TypeFor[cloudwatch.EvaluationWindowMemberSlidingWindow](), reflect.TypeFor[cloudwatch.EvaluationWindowMemberWallClockWindow](),
		},
		reflect.TypeFor[logs.IntegrationDetails](): {reflect.TypeFor[logs.IntegrationDetailsMemberOpenSearchIntegrationDetails]()},
		reflect.TypeFor[logs.ResourceConfig]():     {reflect.TypeFor[logs.ResourceConfigMemberOpenSearchResourceConfig]()},
		reflect.TypeFor[iam.PolicyIdentifier](): {
			reflect.TypeFor[iam.PolicyIdentifierMemberInlinePolicyIdentifier](), reflect.TypeFor[iam.PolicyIdentifierMemberPolicyArn](),
			reflect.TypeFor[iam.PolicyIdentifierMemberPolicyType](),
		},
		reflect.TypeFor[s3.AnalyticsFilter](): {
			reflect.TypeFor[s3.AnalyticsFilterMemberAnd](), reflect.TypeFor[s3.AnalyticsFilterMemberPrefix](), reflect.TypeFor[s3.AnalyticsFilterMemberTag](),
		},
		reflect.TypeFor[s3.MetricsFilter](): {
			reflect.TypeFor[s3.MetricsFilterMemberAccessPointArn](), reflect.TypeFor[s3.MetricsFilterMemberAnd](),
			reflect.TypeFor[s3.MetricsFilterMemberPrefix](), reflect.TypeFor[s3.MetricsFilterMemberTag](),
		},
		reflect.TypeFor[s3.ObjectEncryption](): {reflect.TypeFor[s3.ObjectEncryptionMemberSSEKMS]()},
	}
}
