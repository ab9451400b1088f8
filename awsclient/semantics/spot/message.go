package spot

import "strconv"

// message is the text that goes with a status code, "" for none.
func message(code string) string {
	if text := published(code); text != "" {
		return text
	}
	return chosen(code)
}

// published are the texts that are AWS's to the letter
// (CLI/ec2/describe-spot-instance-requests, AS/ts-as-capacity).
func published(code string) string {
	switch code {
	case PendingEvaluation:
		return "Your Spot request has been submitted for review, and is pending evaluation."
	case CapacityNotAvailable:
		return "There is no Spot capacity available that matches your request."
	case Fulfilled:
		return "Your Spot request is fulfilled."
	case TerminatedByPrice:
		return "Your Spot Instance was terminated because your Spot request price was lower than required fulfillment price."
	case TerminatedNoCapacity:
		return "Your Spot instance was terminated because there is no Spot capacity available that matches your request."
	}
	return ""
}

// chosen are texts in the same manner: AWS explains the codes, but does not
// publish what it says with them (choice). Of the first only the number-free
// part is told here, see PriceTooLowMessage; of the last the end is AWS's.
func chosen(code string) string {
	switch code {
	case PriceTooLow:
		return "Your Spot request price is lower than the minimum required Spot request fulfillment price."
	case BadParameters:
		return "Your Spot request failed due to bad parameters."
	case NotScheduledYet:
		return "Your Spot request will not be evaluated until the scheduled date."
	case LaunchGroupConstraint:
		return "Your Spot request cannot be fulfilled: not all instances of the launch group can be launched at the same time."
	case AZGroupConstraint:
		return "Your Spot request cannot be fulfilled: not all instances can be launched in the same Availability Zone."
	case PlacementGroupConstraint:
		return "Your Spot request cannot be fulfilled: the placement group cannot take another Spot Instance now."
	case ConstraintNotFulfillable:
		return "Your Spot request cannot be fulfilled due to one or more constraints."
	case ScheduleExpired:
		return "Your Spot request expired because it was not fulfilled before the specified date."
	case CanceledBeforeFulfillment:
		return "Your Spot request is canceled before it was fulfilled."
	case SystemError:
		return "There was an unexpected system error."
	case PendingFulfillment:
		return "Your Spot request is pending fulfillment."
	case MarkedForStop:
		return "Your Spot Instance is marked for stopping."
	case MarkedForTermination:
		return "Your Spot Instance is marked for termination."
	case CanceledInstanceRunning:
		return "Your Spot request is canceled, but your instance is still running."
	case StoppedByUser:
		return "Your Spot Instance was stopped due to user-initiated stop."
	case StoppedByPrice:
		return "Your Spot Instance was stopped because the Spot price exceeded your maximum price."
	case StoppedNoCapacity:
		return "Your Spot Instance was stopped because there is no Spot capacity available that matches your request."
	case TerminatedLaunchGroup:
		return "Your Spot Instance was terminated because the launch group constraint could no longer be fulfilled."
	case TerminatedByService:
		return "Your Spot Instance was terminated from a stopped state."
	case TerminatedByUser:
		return "Spot Instance terminated due to user-initiated termination."
	}
	return ""
}

// PriceTooLowMessage is the text of price-too-low, and of launches that fail
// for the price (AS/ts-as-capacity). Numbers are written as short as they go.
func PriceTooLowMessage(maximum, price float64) string {
	return "Your Spot request price of " + short(maximum) +
		" is lower than the minimum required Spot request fulfillment price of " + short(price) + "."
}

func short(price float64) string { return strconv.FormatFloat(price, 'f', -1, 64) }
