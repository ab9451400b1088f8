package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/awsclient"
	"fleetglass/awsclient/labs"
	"fleetglass/awsclient/sdk"
	"fleetglass/fake"
)

// labOptions are the flags of lab and of the commands below it.
type labOptions struct {
	account  askedAccount
	state    string // a saved world in place of an account
	progress string
	output   string

	report string // check: a report to compare with the world
	resume bool   // reset: bring back what was set aside
}

// labCommand is `fleetglass lab`.
func labCommand(s surroundings) *cobra.Command {
	var o labOptions
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Exercises whose steps are checked against the account",
		Long: strings.TrimSpace(`
lab has the exercises of pane L without the console. A check looks at the
account itself, however the work was done: in the console, with aws, or with a
program. Nothing in the account is changed from here.

The account is found as every AWS tool finds it (AWS_ENDPOINT_URL leads to
"fleetglass serve"). --state asks a world that "fleetglass demo --state" saved.
Progress is kept in labs.json, where programs keep their state, or in the file
of --progress; of a simulated world only in the latter.`),
		Example: `  fleetglass lab list
  fleetglass lab step balancer
  fleetglass lab check balancer servers
  fleetglass lab report balancer > report.md
  fleetglass lab check --report report.md`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	f := cmd.PersistentFlags()
	o.account.flags(f)
	f.StringVar(&o.state, "state", "", "ask the world that was saved in this file")
	f.StringVar(&o.progress, "progress", "", "file that keeps the progress")
	add := func(use, short string, args cobra.PositionalArgs, run func(*labBench, []string) error) *cobra.Command {
		c := &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			bench, err := o.open(cmd.Context(), cmd.OutOrStdout(), s)
			if err != nil {
				return err
			}
			return run(bench, args)
		}}
		c.SetFlagErrorFunc(explainFlagError)
		cmd.AddCommand(c)
		return c
	}
	add("list", "List the labs and how far they are", noArguments, (*labBench).list)
	add("start LAB", "Begin a lab", wantsArgs("LAB"), (*labBench).start)
	add("show LAB", "Show what a lab is about, and its steps", wantsArgs("LAB"), (*labBench).show)
	add("step LAB [STEP]", "Show a step, or the next one, with this account's ids", wantsArgs("LAB", "STEP?"), (*labBench).step)
	check := add("check [LAB [STEP]]", "Check the work of a step, or of the next one", wantsArgs("LAB?", "STEP?"), (*labBench).check)
	check.Flags().StringVar(&o.report, "report", "", "compare a report with the world that it comes from")
	add("hint LAB [STEP]", "Show a hint; again, a stronger one", wantsArgs("LAB", "STEP?"), (*labBench).hint)
	add("answer LAB STEP ANSWER", "Answer the question of a step", wantsArgs("LAB", "STEP", "ANSWER"), (*labBench).answer)
	report := add("report LAB", "Write the report that can be handed in", wantsArgs("LAB"), (*labBench).report)
	report.Flags().StringVarP(&o.output, "output", "o", labReports()[0], "form of the report: "+strings.Join(labReports(), " or "))
	add("undo LAB", "Take back the step that was passed last", wantsArgs("LAB"), (*labBench).undo)
	reset := add("reset LAB", "Start a lab over; the attempt is set aside", wantsArgs("LAB"), (*labBench).reset)
	reset.Flags().BoolVar(&o.resume, "resume", false, "bring back the attempt that was set aside")
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

func labReports() []string { return []string{"markdown", "json"} }

// wantsArgs wants arguments with these names; one that ends in ? may be left out.
func wantsArgs(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		for i, n := range names {
			if i >= len(args) && !strings.HasSuffix(n, "?") {
				return usagef("%s wants %s; see %s --help", cmd.CommandPath(), n, cmd.CommandPath())
			}
		}
		if len(args) > len(names) {
			return usagef("%s has too many arguments, from %q on; see %s --help", cmd.CommandPath(), args[len(names)], cmd.CommandPath())
		}
		return nil
	}
}

// labBench is an account, its clock, and the progress in it.
type labBench struct {
	ctx    context.Context
	o      *labOptions
	out    io.Writer
	client awsclient.Client
	now    time.Time
	keeper labs.Keeper
	kept   *labs.Progress
}

// open opens the account and the progress.
func (o *labOptions) open(ctx context.Context, out io.Writer, s surroundings) (*labBench, error) {
	b := &labBench{ctx: ctx, o: o, out: out}
	if err := b.openAccount(s); err != nil {
		return nil, err
	}
	path := o.progress
	if path == "" && o.state == "" && o.account.scenario == "" {
		path = ownLabFile(s.getenv)
	}
	if b.keeper = keeperOf(path); b.keeper == nil {
		b.keeper = labs.Memory()
	}
	var err error
	b.kept, err = b.keeper.Load()
	return b, err
}

func (b *labBench) openAccount(s surroundings) error {
	if b.o.state != "" {
		if b.o.account.scenario != "" || b.o.account.profile != "" || b.o.account.region != "" {
			return usagef("--state asks a saved world, which has no --scenario, --profile and --region")
		}
		engine, err := fake.Load(b.o.state, fake.Options{})
		if err != nil {
			return err
		}
		engine.Pause()
		b.client, b.now = sdk.InProcess(engine.Call, fake.Region).ReadOnly(), engine.Now()
		return nil
	}
	account, err := b.o.account.open(b.ctx)
	if err != nil {
		return err
	}
	b.client, b.now = account.Client, account.now()
	if b.o.account.scenario == "" {
		b.now = servedTime(b.ctx, s.getenv("AWS_ENDPOINT_URL"), b.now)
	}
	return nil
}

// world is the account as it is now.
func (b *labBench) world() *labs.World { return labs.NewWorld(b.ctx, b.client, b.now) }

// lab is the lab of a name and the attempt at it, begun now if need be.
func (b *labBench) lab(name string) (*labs.World, *labs.Lab, *labs.Attempt, error) {
	l, ok := labs.Find(name)
	if !ok {
		return nil, nil, nil, oneOf("lab", name, labs.IDs())
	}
	w := b.world()
	account := w.Account()
	if w.Err() != nil {
		return nil, nil, nil, w.Err()
	}
	return w, l, b.kept.Begin(l, account, w.Region(), b.now), nil
}

// stepOf is the step that the arguments name, or the next one.
func (b *labBench) stepOf(l *labs.Lab, a *labs.Attempt, args []string) (int, error) {
	if len(args) < 2 {
		if next := a.Next(l); next < len(l.Steps) {
			return next, nil
		}
		return 0, usagef("all steps of %s are done; name one to look at it again", l.ID)
	}
	i, ok := l.Step(args[1])
	if ok {
		return i, nil
	}
	var ids []string
	for _, s := range l.Steps {
		ids = append(ids, s.ID)
	}
	return 0, oneOf("step", args[1], ids)
}

func (b *labBench) list([]string) error {
	w := b.world()
	account := w.Account()
	for i, l := range labs.All() {
		done := "" // an account that cannot be reached says nothing of progress
		if w.Err() == nil {
			done = fmt.Sprintf("%d of %d", b.kept.Attempt(l, account, w.Region()).Done(l), len(l.Steps))
		}
		if _, err := fmt.Fprintf(b.out, "%d  %-10s  %-8s  %s\n", i+1, l.ID, done, l.Title); err != nil {
			return err
		}
	}
	return nil
}

// start begins a lab and shows its first step that is to do.
func (b *labBench) start(args []string) error {
	if err := b.show(args); err != nil {
		return err
	}
	if err := b.keeper.Save(b.kept); err != nil {
		return err
	}
	_, err := fmt.Fprintf(b.out, "\nfleetglass lab step %s shows the next step, lab check %s checks it.\n", args[0], args[0])
	return err
}

func (b *labBench) show(args []string) error {
	_, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	_, err = io.WriteString(b.out, l.Text(a))
	return err
}

func (b *labBench) step(args []string) error {
	w, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	i, err := b.stepOf(l, a, args)
	if err != nil {
		return err
	}
	text := l.StepText(w, a, i)
	if w.Err() != nil {
		return w.Err()
	}
	_, err = io.WriteString(b.out, text)
	return err
}

// errNotYet is a check that does not pass: exit code 1, after its words.
var errNotYet = errors.New("not yet")

func (b *labBench) check(args []string) error {
	if b.o.report != "" {
		return b.verify(args)
	}
	if len(args) == 0 {
		return usagef("lab check wants LAB, or --report FILE; labs are %s", strings.Join(labs.IDs(), ", "))
	}
	w, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	i, err := b.stepOf(l, a, args)
	if err != nil {
		return err
	}
	o := a.Check(w, l, i)
	if o.Err != nil {
		return o.Err
	}
	if err := b.keeper.Save(b.kept); err != nil {
		return err
	}
	return b.told(l, a, i, o)
}

// told says what came of a check.
func (b *labBench) told(l *labs.Lab, a *labs.Attempt, i int, o labs.Outcome) error {
	s := &l.Steps[i]
	if !o.Passed {
		fmt.Fprintf(b.out, "%s: not yet\n", s.Title)
		for _, m := range o.Missing {
			fmt.Fprintf(b.out, "  - %s\n", m)
		}
		return errNotYet
	}
	fmt.Fprintf(b.out, "%s: well done\n", s.Title)
	for _, e := range a.Record(s.ID).Evidence {
		fmt.Fprintf(b.out, "  %s %s: %s\n", e.Key, e.ID, e.Says)
	}
	if s.Question != nil && !o.Done {
		fmt.Fprintf(b.out, "Now a question: %s\nfleetglass lab answer %s %s ...\n", s.Question.Ask, l.ID, s.ID)
	}
	return nil
}

func (b *labBench) verify(args []string) error {
	if len(args) > 0 {
		return usagef("lab check --report takes no LAB: the report names it")
	}
	data, err := os.ReadFile(b.o.report)
	if err != nil {
		return err
	}
	r, edited, err := labs.ReadReport(data)
	if err != nil {
		return fmt.Errorf("%s: %w", b.o.report, err)
	}
	v, err := labs.Verify(b.world(), r, edited)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(b.out, v.Text()); err != nil {
		return err
	}
	if !v.True {
		return errors.New("the report is not confirmed")
	}
	return nil
}

func (b *labBench) hint(args []string) error {
	_, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	i, err := b.stepOf(l, a, args)
	if err != nil {
		return err
	}
	for n, h := range a.Hint(&l.Steps[i]) {
		fmt.Fprintf(b.out, "Hint %d: %s\n", n+1, h)
	}
	return b.keeper.Save(b.kept)
}

func (b *labBench) answer(args []string) error {
	w, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	i, err := b.stepOf(l, a, args)
	if err != nil {
		return err
	}
	o := a.Answer(w, l, i, args[2])
	if o.Err != nil {
		return o.Err
	}
	if err := b.keeper.Save(b.kept); err != nil {
		return err
	}
	if !o.Done || len(o.Missing) > 0 {
		fmt.Fprintf(b.out, "%s\n", strings.Join(o.Missing, "\n"))
		return errNotYet
	}
	_, err = fmt.Fprintf(b.out, "right\n%d of %d steps are done\n", a.Done(l), len(l.Steps))
	return err
}

func (b *labBench) report(args []string) error {
	if err := oneOf("output", b.o.output, labReports()); err != nil {
		return err
	}
	w, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	r := a.Report(w, l)
	if b.o.output == "json" {
		data, err := r.JSON()
		if err != nil {
			return err
		}
		_, err = b.out.Write(data)
		return err
	}
	text, err := r.Markdown()
	if err != nil {
		return err
	}
	_, err = io.WriteString(b.out, text)
	return err
}

func (b *labBench) undo(args []string) error {
	_, l, a, err := b.lab(args[0])
	if err != nil {
		return err
	}
	step, ok := a.Undo()
	if !ok {
		return fmt.Errorf("no step of %s is passed", l.ID)
	}
	if err := b.keeper.Save(b.kept); err != nil {
		return err
	}
	_, err = fmt.Fprintf(b.out, "%s is to do again; nothing in the account was touched\n", step)
	return err
}

func (b *labBench) reset(args []string) error {
	l, ok := labs.Find(args[0])
	if !ok {
		return oneOf("lab", args[0], labs.IDs())
	}
	w := b.world()
	account := w.Account()
	if w.Err() != nil {
		return w.Err()
	}
	change, said := b.kept.StartOver, "the attempt is set aside; lab reset %s --resume brings it back"
	if b.o.resume {
		change, said = b.kept.Resume, "the attempt at %s that was set aside is back"
	}
	if err := change(l, account, w.Region()); err != nil {
		return err
	}
	if err := b.keeper.Save(b.kept); err != nil {
		return err
	}
	_, err := fmt.Fprintf(b.out, said+"\nnothing in the account was touched\n", l.ID)
	return err
}
