package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"fleetglass/ui"
	"fleetglass/views/explain"
)

// explainCommand is `fleetglass explain`: a card without a console.
func explainCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "explain [TERM]",
		Short: "Explain a concept, such as cooldown or target group",
		Long: strings.TrimSpace(`
explain prints the card of a concept: what it is, what to try next in the
console, and which cards stand beside it. Without a term it lists all terms.
In the console the key x shows the card of what is selected.`),
		Example: `  fleetglass explain cooldown
  fleetglass explain target group -o json`,
		Args: cobra.ArbitraryArgs, // a term may be several words
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("output", output, whyOutputs()); err != nil {
				return err
			}
			return runExplain(cmd.OutOrStdout(), strings.Join(args, " "), output == "json")
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", whyOutputs()[0], "form of the answer: "+strings.Join(whyOutputs(), " or "))
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

func runExplain(out io.Writer, term string, asJSON bool) error {
	if term == "" {
		if asJSON {
			return encodeJSON(out, explain.Cards())
		}
		_, err := fmt.Fprintln(out, strings.Join(explain.Terms(), "\n"))
		return err
	}
	card, ok := explain.Find(term)
	switch {
	case !ok:
		return usagef("there is no card %q; the nearest are %s", term, strings.Join(explain.Near(term), ", "))
	case asJSON:
		return encodeJSON(out, card)
	}
	_, err := io.WriteString(out, cardText(card))
	return err
}

// cardWidth is that of lines of a card, for a terminal of 80 columns.
const cardWidth = 76

func cardText(card explain.Card) string {
	var b strings.Builder
	b.WriteString(card.Term + "\n")
	for _, line := range ui.Wrap(card.Text, cardWidth) {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString("\nnext: " + card.Try + "\nsee also: " + strings.Join(card.See, ", ") + "\n")
	return b.String()
}

func encodeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
