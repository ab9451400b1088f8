package spot

import "slices"

// NextStates are the states into which a request may go. A state that leads
// nowhere is final.
func NextStates(request string, persistent bool) []string {
	switch request {
	case "":
		return []string{Open, Closed}
	case Open:
		return []string{Active, Failed, Closed, Cancelled}
	case Active:
		next := []string{Disabled, Cancelled, Closed}
		if persistent {
			// An ended instance does not end a persistent request.
			next[2] = Open
		}
		return next
	case Disabled:
		next := []string{Open, Active, Cancelled}
		if !persistent {
			next = append(next, Closed)
		}
		return next
	}
	return nil
}

// Next are the codes that may follow a code, in the order of the table.
// Status "" is that of a request that is being made. The pages of AWS show
// the edges as a picture; those of errors and of capacity that vanishes while
// an instance is being prepared are a choice.
func Next(code string, persistent bool) []string {
	s, _ := Lookup(code)
	switch {
	case code == "":
		return []string{PendingEvaluation, BadParameters}
	case s.Phase == Evaluating:
		return append(holding(), ScheduleExpired, CanceledBeforeFulfillment, BadParameters, SystemError, PendingFulfillment)
	case s.Phase == Holding:
		others := slices.DeleteFunc(holding(), func(c string) bool { return c == code })
		return append(others, PendingEvaluation, ScheduleExpired, CanceledBeforeFulfillment, BadParameters, SystemError, PendingFulfillment)
	case s.Phase == Fulfilling:
		return []string{Fulfilled, CanceledBeforeFulfillment, BadParameters, SystemError, CapacityNotAvailable, PriceTooLow}
	case s.Phase == Stopped:
		return nextOfStopped(code)
	case s.Phase == Ended && persistent && code != TerminatedByService:
		return []string{PendingEvaluation}
	}
	return nextOfRunning(code)
}

// MayFollow reports whether one status may follow another.
func MayFollow(from, to string, persistent bool) bool {
	return slices.Contains(Next(from, persistent), to)
}

func holding() []string {
	return []string{
		CapacityNotAvailable, PriceTooLow, NotScheduledYet, LaunchGroupConstraint,
		AZGroupConstraint, PlacementGroupConstraint, ConstraintNotFulfillable,
	}
}

func nextOfRunning(code string) []string {
	switch code {
	case Fulfilled:
		// Straight to no-capacity: AWS skips marked-for-termination when it
		// needs the capacity back.
		return []string{
			MarkedForStop, MarkedForTermination, CanceledInstanceRunning, StoppedByUser, StoppedByPrice, StoppedNoCapacity,
			TerminatedByUser, TerminatedByPrice, TerminatedNoCapacity, TerminatedLaunchGroup,
		}
	case MarkedForStop:
		return []string{StoppedByUser, StoppedByPrice, StoppedNoCapacity, TerminatedByUser, CanceledInstanceRunning}
	case MarkedForTermination:
		// A user may stop the instance of a persistent request in its last two
		// minutes (choice).
		return []string{TerminatedByPrice, TerminatedLaunchGroup, TerminatedNoCapacity, TerminatedByUser, StoppedByUser, CanceledInstanceRunning}
	case CanceledInstanceRunning:
		return []string{StoppedByUser, TerminatedByUser, TerminatedByPrice, TerminatedNoCapacity, TerminatedLaunchGroup, TerminatedByService}
	}
	return nil
}

// nextOfStopped: who stopped an instance must start it, and then the request
// is evaluated anew. What AWS stopped, AWS starts when price and capacity
// allow. A stopped instance ends by a call, or by AWS when its request ends.
func nextOfStopped(code string) []string {
	if code == StoppedByUser {
		return []string{PendingEvaluation, TerminatedByUser, TerminatedByService}
	}
	return []string{Fulfilled, TerminatedByUser, TerminatedByService}
}
