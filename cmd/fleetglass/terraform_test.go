package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTerraform applies a web tier and its trail, plans again with nothing to
// do, and destroys all of it. Where Terraform may not download its AWS provider,
// FLEETGLASS_TERRAFORM_PLUGINS names a directory that has it.
func TestTerraform(t *testing.T) {
	if testing.Short() {
		t.Skip("the provider takes minutes")
	}
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Skip("this needs terraform and its provider hashicorp/aws, and terraform is not installed, so nothing is checked against it")
	}
	plugins := os.Getenv("FLEETGLASS_TERRAFORM_PLUGINS")
	if plugins == "" {
		t.Skip("this needs terraform and its provider hashicorp/aws; FLEETGLASS_TERRAFORM_PLUGINS names no directory with the provider (terraform providers mirror makes one)")
	}
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(filepath.Join("testdata", "terraform"))); err != nil {
		t.Fatal(err)
	}
	environment := append(awsEnvironment(t, settledServer(t)), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	for _, arguments := range [][]string{
		{"init", "-input=false", "-plugin-dir=" + plugins},
		{"apply", "-input=false", "-auto-approve", "-no-color"},
		{"plan", "-input=false", "-detailed-exitcode", "-no-color"}, // it fails with 2 where there is something to do
		{"destroy", "-input=false", "-auto-approve", "-no-color"},
	} {
		command := exec.CommandContext(t.Context(), "terraform", arguments...)
		command.Dir, command.Env = work, environment
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("terraform %s: %v\n%s", arguments[0], err, out)
		}
	}
}
