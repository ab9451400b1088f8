package labs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Report is an attempt as it is handed in. Its digest tells an edit by
// accident or by hand; whether what it says happened is for Verify to find out.
type Report struct {
	Version int          `json:"version"`
	Lab     string       `json:"lab"`
	Title   string       `json:"title"`
	Account string       `json:"account"`
	Region  string       `json:"region"`
	Began   time.Time    `json:"began"`
	Made    time.Time    `json:"made"`
	Done    int          `json:"done"`
	Of      int          `json:"of"`
	Steps   []ReportStep `json:"steps"`
	Digest  string       `json:"digest"`
}

// ReportStep is a step of a report.
type ReportStep struct {
	Title    string `json:"title"`
	Question string `json:"question,omitempty"`
	Done     bool   `json:"done"`
	Record
}

const reportVersion = 1

// Report is the attempt at a moment.
func (a *Attempt) Report(w *World, l *Lab) *Report {
	r := &Report{
		Version: reportVersion, Lab: l.ID, Title: l.Title, Account: a.Account, Region: a.Region,
		Began: a.Began.UTC(), Made: w.Now.UTC(), Done: a.Done(l), Of: len(l.Steps),
	}
	for i := range l.Steps {
		s := &l.Steps[i]
		step := ReportStep{Title: s.Title, Record: a.Record(s.ID)}
		step.Done = step.Record.Done(s)
		if s.Question != nil {
			step.Question = s.Question.Ask
		}
		r.Steps = append(r.Steps, step)
	}
	r.Digest = r.digest()
	return r
}

// digest is over all that the report says.
func (r *Report) digest() string {
	without := *r
	without.Digest = ""
	data, err := json.Marshal(without)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// JSON is the report for programs.
func (r *Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}

// The JSON of a report stands at the end of its Markdown, between these.
const dataOpens, dataCloses = "```json\n", "```\n"

// Markdown is the report for people, with its JSON at the end.
func (r *Report) Markdown() (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%d of %d steps done. Account %s, %s. Begun %s, reported %s.\n", r.Title, r.Done, r.Of, r.Account, r.Region, moment(r.Began), moment(r.Made))
	for i, s := range r.Steps {
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, s.Title)
		s.markdown(&b)
	}
	data, err := r.JSON()
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "\n## For `fleetglass lab check --report`\n\n%s%s%s", dataOpens, data, dataCloses)
	return b.String(), nil
}

func (s *ReportStep) markdown(b *strings.Builder) {
	if s.Passed.IsZero() {
		fmt.Fprintf(b, "Not done. Checked %s.\n", times(s.Tries))
		return
	}
	fmt.Fprintf(b, "Work found done at %s. Checked %s, %s shown.\n\n", moment(s.Passed), times(s.Tries), count(s.Hints, "hint", "hints"))
	for _, e := range s.Evidence {
		fmt.Fprintf(b, "- %s: `%s`", e.Key, e.ID)
		if !e.At.IsZero() {
			b.WriteString(" at " + moment(e.At))
		}
		fmt.Fprintf(b, ", %s\n", e.Says)
	}
	if s.Question == "" {
		return
	}
	fmt.Fprintf(b, "\nQuestion: %s\n\n", s.Question)
	if s.Answered.IsZero() {
		b.WriteString("Not answered.\n")
		return
	}
	fmt.Fprintf(b, "Answer: %s (right, at %s, after %s)\n", s.Answer, moment(s.Answered), count(s.Wrong, "wrong answer", "wrong answers"))
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return count(n, "time", "times")
}

// ErrNotReport is what ReadReport says of data that is no report.
var ErrNotReport = errors.New("this is no report of a lab")

// ReadReport reads a report, as JSON or as Markdown. edited tells that it is
// not as it was written.
func ReadReport(data []byte) (r *Report, edited bool, err error) {
	inside := data
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		from := bytes.LastIndex(data, []byte("\n"+dataOpens))
		if from < 0 {
			return nil, false, ErrNotReport
		}
		inside = data[from+1+len(dataOpens):]
		to := bytes.LastIndex(inside, []byte(dataCloses))
		if to < 0 {
			return nil, false, ErrNotReport
		}
		inside = inside[:to]
	}
	r = &Report{}
	if err := json.Unmarshal(inside, r); err != nil || r.Lab == "" {
		return nil, false, ErrNotReport
	}
	if r.Version != reportVersion {
		return nil, false, fmt.Errorf("this report has version %d; this fleetglass reads version %d", r.Version, reportVersion)
	}
	edited = r.Digest != r.digest()
	if len(inside) < len(data) && !edited {
		text, err := r.Markdown()
		edited = err != nil || !bytes.Equal(bytes.TrimSpace(data), bytes.TrimSpace([]byte(text)))
	}
	return r, edited, nil
}
