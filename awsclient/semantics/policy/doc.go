// Package policy reads IAM's policy documents and decides by them: given who
// calls, the action, the resource and the circumstances, an explicit Deny
// wins, then an Allow, and what nothing allows is denied.
//
// It knows the grammar of documents and the arithmetic of one decision. It
// does not know which policies belong to whom, which operations exist, or
// which keys of context a service fills in: a condition on a key that the
// request does not have is false, unless its operator says otherwise. Members
// of federations and organizations are principals that nobody is.
package policy

// Decision is what policies say of one request.
type Decision int

// The decisions.
const (
	// Implicit is a denial because nothing allows the request.
	Implicit Decision = iota
	Allowed
	// Explicit is a denial by a statement that says Deny.
	Explicit
)

// String is the decision as SimulatePrincipalPolicy writes it.
func (d Decision) String() string {
	switch d {
	case Allowed:
		return "allowed"
	case Explicit:
		return "explicitDeny"
	}
	return "implicitDeny"
}
