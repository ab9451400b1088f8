package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/recording"
	"fleetglass/awsclient/sdk"
	"fleetglass/views"
)

// replayOptions are the flags of replay.
type replayOptions struct {
	speed float64
	look  look
}

// replayCommand is `fleetglass replay`.
func replayCommand(s surroundings) *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Open the console on a recording",
		Long: strings.TrimSpace(`
replay shows what a console with --record saw, as it was: every pane that was
looked at, every number, every age. The keys are the console's, p + - and n
play it: pause, faster, slower, on to the next event; < and > step back and
forth. Nothing is asked of AWS and nothing can be changed.`),
		Example: "  fleetglass demo --record monday.fg\n  fleetglass replay monday.fg --speed 10",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runReplay(cmd.Context(), s, o, args) },
	}
	cmd.Flags().Float64Var(&o.speed, "speed", 1, "recorded seconds a second")
	o.look.flags(cmd.Flags())
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

// fastestReplay bounds --speed, as the engine's is bounded.
const fastestReplay = 3600

func runReplay(ctx context.Context, s surroundings, o replayOptions, args []string) error {
	if len(args) != 1 {
		return usagef("replay takes one recording; see fleetglass replay --help")
	}
	if o.speed <= 0 || o.speed > fastestReplay {
		return usagef("--speed %g is out of range; it is more than 0 and at most %d", o.speed, fastestReplay)
	}
	theme, err := o.look.resolve(s.getenv)
	if err != nil {
		return err
	}
	file, err := os.Open(args[0])
	if err != nil {
		return usagef("the recording cannot be read: %s", err)
	}
	defer file.Close()
	reader, err := recording.NewReader(file)
	if err != nil {
		return usagef("%s: %s", args[0], err)
	}
	if err := needTerminal(s); err != nil {
		return err
	}
	player := recording.NewPlayer(reader)
	player.SetSpeed(o.speed)
	return showWith(ctx, s, player.Run, views.Options{
		Watcher: player, Engine: played{player}, Client: sdk.InProcess(answerNothing, "").ReadOnly(),
		Backend: "replay " + filepath.Base(args[0]), Theme: theme, ASCII: o.look.ascii,
	})
}

// answerNothing is an account that was: it cannot be asked.
func answerNothing(context.Context, string, string, string, any) (any, string, error) {
	return nil, "", errors.New("a recording answers no calls: it shows what was looked at when it was made")
}

// played is a player as the engine of a console, with no faults to inject.
type played struct{ *recording.Player }

func (played) Faults() []views.FaultChoice { return nil }

func (played) Inject(string, string) error { return errors.New("nothing can happen to a recording") }
