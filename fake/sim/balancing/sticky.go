package balancing

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/world"
)

// The cookies of an Application balancer (ALB/sticky-sessions).
const (
	targetCookie = "AWSALB"
	groupCookie  = "AWSALBTG"
	appCookie    = "AWSALBAPP-0"
	crossOrigin  = "CORS" // ends the name of the copy that other sites' pages may send
)

// cookieAge is how long clients keep those of AWSALB and AWSALBTG, whatever
// the balancer makes of them (ALB/sticky-sessions).
const cookieAge = 7 * 24 * time.Hour

// Cookie is a cookie for the answer.
type Cookie struct {
	Name, Value string
	Age         time.Duration // 0: as long as the client's session
	Abroad      bool          // for pages of other sites: SameSite=None; Secure
}

// Seal is a cookie's value: it names a target or a target group, and holds
// until then. What it says cannot be read off it, and a value that was made up
// is none; more than that is not promised of a simulated account.
func (r *Room) Seal(subject string, until time.Time) string {
	text := make([]byte, 0, 24)
	text = binary.BigEndian.AppendUint64(text, Hash(subject)^r.k.World.Seed)
	text = binary.BigEndian.AppendUint64(text, uint64(until.Unix()))
	text = binary.BigEndian.AppendUint64(text, r.proof(text))
	return base64.RawStdEncoding.EncodeToString(text)
}

// Opens tells whether a cookie's value names this subject, and still holds.
func (r *Room) Opens(value, subject string) bool {
	text, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil || len(text) != 24 || binary.BigEndian.Uint64(text[16:]) != r.proof(text[:16]) {
		return false
	}
	until := time.Unix(int64(binary.BigEndian.Uint64(text[8:])), 0)
	return binary.BigEndian.Uint64(text) == Hash(subject)^r.k.World.Seed && r.k.Now().Before(until)
}

func (r *Room) proof(text []byte) uint64 {
	return Hash(string(text)+r.k.World.Account) ^ r.k.World.Seed
}

// cookie is a cookie of the balancer's own, and its copy for other sites.
func (r *Room) cookie(name, subject string, holds time.Duration) []Cookie {
	value := r.Seal(subject, r.k.Now().Add(holds))
	return []Cookie{{Name: name, Value: value, Age: cookieAge}, {Name: name + crossOrigin, Value: value, Age: cookieAge, Abroad: true}}
}

// sent is the value of a cookie, or of its copy.
func (v Visit) sent(name string) string {
	if v.Cookie == nil {
		return ""
	}
	if value := v.Cookie(name); value != "" {
		return value
	}
	return v.Cookie(name + crossOrigin)
}

// rememberedGroup is the target group that a cookie names, "" for none.
func (r *Room) rememberedGroup(shares []routing.Share, v Visit) string {
	value := v.sent(groupCookie)
	for _, s := range shares {
		if s.Share > 0 && value != "" && r.Opens(value, s.TargetGroup) {
			return s.TargetGroup
		}
	}
	return ""
}

// stick is the target that a cookie names, if it still gets requests, or else
// the next one; and it has the answer name the target where the group is
// sticky. With a cookie of the application, that one decides whether there is
// a session at all.
func (r *Room) stick(tg *world.TargetGroup, list []*world.Target, v Visit, o *Outcome, next func() *world.Target) *world.Target {
	if attribute(tg, "stickiness.enabled", "false") != "true" {
		return next()
	}
	name, holds := targetCookie, secondsOf(tg.Attributes, "stickiness.lb_cookie.duration_seconds", 24*time.Hour)
	session := true
	if attribute(tg, "stickiness.type", "lb_cookie") == "app_cookie" {
		name, holds = appCookie, secondsOf(tg.Attributes, "stickiness.app_cookie.duration_seconds", 24*time.Hour)
		session = v.sent(attribute(tg, "stickiness.app_cookie.cookie_name", "")) != ""
	}
	t := (*world.Target)(nil)
	if value := v.sent(name); value != "" && session {
		t = r.named(tg, list, value)
	}
	if t == nil {
		t = next()
	}
	o.Cookies = append(o.Cookies, r.cookie(name, subjectOf(tg.ARN, t), holds)...)
	return t
}

func (r *Room) named(tg *world.TargetGroup, list []*world.Target, value string) *world.Target {
	for _, t := range list {
		if r.Opens(value, subjectOf(tg.ARN, t)) {
			return t
		}
	}
	return nil
}
