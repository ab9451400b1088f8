package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// BenchmarkFirstScreen measures from exec to the first frame, and to the full
// overview of the demo, in a terminal of its own.
func BenchmarkFirstScreen(b *testing.B) {
	program := filepath.Join(b.TempDir(), "fleetglass")
	if out, err := exec.Command("go", "build", "-ldflags", "-s -w", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct{ name, until string }{{"frame", "fleetglass"}, {"overview", "worker-asg"}} {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				if err := runUntil(program, c.until); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// runUntil starts the demo in a new terminal and waits until it has written a
// text.
func runUntil(program, text string) error {
	terminal, name, err := openTerminal(120, 36)
	if err != nil {
		return err
	}
	defer terminal.Close()
	inside, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return err
	}
	cmd := exec.Command(program, "demo", "--theme", "dark")
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inside, inside, inside
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	err = cmd.Start()
	inside.Close()
	if err != nil {
		return err
	}
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()
	return readUntil(terminal, text)
}

func readUntil(terminal *os.File, text string) error {
	var seen []byte
	buffer := make([]byte, 1<<16)
	for !bytes.Contains(seen, []byte(text)) {
		n, err := terminal.Read(buffer)
		if err != nil {
			return fmt.Errorf("the program ended before it wrote %q: %w", text, err)
		}
		seen = append(seen, buffer[:n]...)
	}
	return nil
}

// openTerminal makes a pseudo-terminal: the side of the screen, and the name of
// the side of the program.
func openTerminal(columns, lines int) (*os.File, string, error) {
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, "", err
	}
	fd := int(f.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: uint16(lines)})
	}
	if err != nil {
		f.Close()
		return nil, "", err
	}
	return f, fmt.Sprintf("/dev/pts/%d", number), nil
}
