package views

import (
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// userRow is a user of IAM.
type userRow struct {
	*awsclient.User
	*scene
}

// users is the kind of IAM's users: who may call, and what each of them did.
func users(ties *Ties, glyphs *themes.Glyphs, m *trailParts) *Kind[*userRow] {
	k := &Kind[*userRow]{
		Name:    KindUser,
		Title:   "Users",
		Aliases: []string{"iam", "user"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.User] { return s.Users },
			func(u *awsclient.User, sc *scene) *userRow { return &userRow{u, sc} }),
		Wants:   func() []watch.Want { return wantAll(watch.Users) },
		ID:      func(u *userRow) string { return u.Name },
		ARN:     func(u *userRow) string { return u.ARN },
		Columns: userColumns,
		Detail:  userDetail,
		JSON:    func(u *userRow) any { return *u.User },
		CLI:     func(u *userRow) string { return Command("aws", "iam", "get-user", "--user-name", u.Name) },
	}
	k.Tabs = []Tab[*userRow]{{Name: "Events", First: true, Open: func(c *Console, id string) Pane {
		return newEventPage(c, m, "Events of "+id, trailAsk{who: id, reads: true})
	}}}
	return k
}

func userColumns() []ui.Column[*userRow] {
	return []ui.Column[*userRow]{
		{Title: "USER", Field: "name", Min: 12, Max: 40, Cell: func(u *userRow) ui.Cell { return ui.Say(u.Name) }},
		{Title: "MADE", Field: "made", Width: 8, Right: true, Volatile: true, Cell: func(u *userRow) ui.Cell { return ui.In(themes.Dim, ui.Age(u.snap.Now, u.Created)) },
			Compare: func(a, b *userRow) int { return b.Created.Compare(a.Created) }},
		{Title: "SIGNED IN", Field: "signed-in", Width: 9, Right: true, Volatile: true, Cell: func(u *userRow) ui.Cell { return ui.In(themes.Dim, signedIn(u.snap.Now, u.PasswordUsed)) },
			Compare: func(a, b *userRow) int { return b.PasswordUsed.Compare(a.PasswordUsed) }},
		{Title: "PATH", Field: "path", Max: 30, Priority: 1, Cell: func(u *userRow) ui.Cell { return ui.In(themes.Dim, u.Path) }},
		{Title: "ARN", Field: "arn", Max: 80, Priority: 2, Cell: func(u *userRow) ui.Cell { return ui.In(themes.Dim, u.ARN) }},
	}
}

// signedIn is when a password was used last.
func signedIn(now, at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return ui.Age(now, at)
}

func userDetail(c *Console, u *userRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("User")
	d.Pair("name", u.Name)
	d.Pair("path", u.Path)
	d.Pair("id", u.ID)
	d.Pair("arn", u.ARN)
	d.Pair("made", momentWithAge(u.Created, c.snap.Now))
	if u.PasswordUsed.IsZero() {
		d.Pair("password used", "never, or there is none")
	}
	d.Pair("password used", momentWithAge(u.PasswordUsed, c.snap.Now))
	return d
}
