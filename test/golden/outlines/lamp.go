package lamp

import "fmt"

// Lamp burns oil.
type Lamp struct {
	oil int
}

const help = `
func NotAFunction() {
`

// Light lights it.
func (l *Lamp) Light() error {
	if l.oil == 0 {
		return fmt.Errorf("no oil {")
	}
	return nil
}

func New[T any](oil T) *Lamp { return nil }
