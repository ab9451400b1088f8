// Package explain has the cards of the concepts behind a fleet: what each is,
// in a few plain sentences, which others belong to it and what to try next.
// Cards are data. The package knows no screen, no snapshot and no resource;
// what a card means for one resource is said by whoever shows it.
package explain

import (
	"slices"
	"strings"
)

// Card explains one concept.
type Card struct {
	Term    string   `json:"term"`              // its name, unique: "cooldown"
	Aliases []string `json:"aliases,omitempty"` // other words for it, unique among all terms
	Text    string   `json:"text"`              // at most 12 lines of 76 cells with Try
	Try     string   `json:"try"`               // the next thing to do in the console
	See     []string `json:"see"`               // terms of the cards beside it
}

// Cards are all cards, by subject: balancing, scaling, Spot, watching.
func Cards() []Card {
	return slices.Concat(balancing(), launching(), scaling(), spot(), metrics(), logs())
}

// Terms are the names of the cards, in their order.
func Terms() []string {
	var terms []string
	for _, c := range Cards() {
		terms = append(terms, c.Term)
	}
	return terms
}

// Find is the card of a term or an alias, whatever the case; hyphens stand for
// spaces.
func Find(term string) (Card, bool) {
	term = fold(term)
	for _, c := range Cards() {
		if fold(c.Term) == term || slices.ContainsFunc(c.Aliases, func(a string) bool { return fold(a) == term }) {
			return c, true
		}
	}
	return Card{}, false
}

// Near are the terms of at most three cards that a word may have meant, the
// nearest first; there is always one.
func Near(word string) []string {
	type guess struct {
		term string
		off  int
	}
	var guesses []guess
	for _, c := range Cards() {
		off := distance(fold(word), fold(c.Term))
		for _, a := range c.Aliases {
			off = min(off, distance(fold(word), fold(a)))
		}
		guesses = append(guesses, guess{c.Term, off})
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return a.off - b.off })
	var terms []string
	for _, g := range guesses[:3] {
		terms = append(terms, g.term)
	}
	return terms
}

func fold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, "-", " "))), " ")
}

// distance is how many letters must change; words that hold one another are
// near however long they are.
func distance(a, b string) int {
	if len(a) > 2 && (strings.Contains(b, a) || strings.Contains(a, b)) {
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
