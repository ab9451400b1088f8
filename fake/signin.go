package fake

import (
	"cmp"
	"fmt"
	"net/url"

	"fleetglass/fake/world"
)

// SignIn is an attempt to enter AWS's console, for the trail: who, whether the
// password was right, and whether a second factor was used. The user "root"
// is the account's root. It tells whether the attempt succeeded; a user who
// does not exist, or has no password, fails whatever was typed.
//
// Nobody is signed in by it: the console's session is not simulated.
func (e *Engine) SignIn(user string, success, mfa bool) bool {
	return e.SignInFrom(user, "", success, mfa)
}

// SignInFrom is SignIn from a given address.
func (e *Engine) SignInFrom(user, address string, success, mfa bool) bool {
	<-e.born
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	return e.home().signIn(user, address, success, mfa)
}

// hiddenName stands for a user name that does not exist: what somebody typed
// there may be a password (CT/cloudtrail-event-reference-aws-console-sign-in-events).
const hiddenName = "HIDDEN_DUE_TO_SECURITY_REASONS"

// rootUser is the name under which SignIn knows the root.
const rootUser = "root"

// How browsers call themselves, for sign-ins.
const browserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

func (p *place) signIn(name, address string, success, mfa bool) bool {
	e := world.TrailEvent{
		Name: "ConsoleLogin", Source: "signin.amazonaws.com", Kind: "AwsConsoleSignIn",
		SourceIP: cmp.Or(address, consoleIP), UserAgent: browserAgent, IdentityType: "IAMUser", Username: hiddenName,
	}
	law := p.identity.World()
	user := law.Users.Get(name)
	switch {
	case name == rootUser:
		e.IdentityType, e.Username, e.PrincipalID, e.ARN = "Root", "root", law.Account, law.GlobalARN("iam", "root")
	case user == nil:
		success = false
	default:
		e.Username, e.PrincipalID, e.ARN = user.Name, user.ID, user.ARN
		success = success && user.Login != nil
		if success {
			user.LastLogin = p.world.Now
		}
	}
	outcome := "Success"
	if !success {
		outcome, e.ErrorMessage = "Failure", "Failed authentication"
		if user != nil {
			e.PrincipalID, e.ARN = "", "" // AWS leaves these out until it knows who it is
		}
	}
	e.Response = `{"ConsoleLogin":"` + outcome + `"}`
	used := map[bool]string{true: "Yes", false: "No"}[mfa]
	e.Additional = fmt.Sprintf(`{"LoginTo":%q,"MobileVersion":"No","MFAUsed":%q}`,
		"https://console.aws.amazon.com/console/home?region="+url.QueryEscape(p.world.Region), used)
	p.ledger("iam").recordOwn(e)
	return success
}
