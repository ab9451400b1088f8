package sim

import "fleetglass/fake/world"

// The queue is a binary heap in a plain slice, so that it can be saved as it
// is. It is written out here because container/heap would box every
// appointment.

// before tells which of two appointments is kept first.
func before(a, b *world.Appointment) bool {
	if !a.At.Equal(b.At) {
		return a.At.Before(b.At)
	}
	return a.Seq < b.Seq
}

// push adds an appointment to a heap.
func push(q []world.Appointment, a world.Appointment) []world.Appointment {
	q = append(q, a)
	for i := len(q) - 1; i > 0; {
		parent := (i - 1) / 2
		if !before(&q[i], &q[parent]) {
			break
		}
		q[i], q[parent] = q[parent], q[i]
		i = parent
	}
	return q
}

// pop takes the first appointment off a heap that is not empty.
func pop(q []world.Appointment) (world.Appointment, []world.Appointment) {
	first, last := q[0], len(q)-1
	q[0] = q[last]
	q[last] = world.Appointment{} // lets go of its strings
	q = q[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if before(&q[child], &q[least]) {
				least = child
			}
		}
		if least == i {
			return first, q
		}
		q[i], q[least] = q[least], q[i]
		i = least
	}
}
