package awsclient

import (
	"reflect"
	"testing"
	"time"
)

// A field that Equal forgets would never be drawn anew: each of them, changed
// alone, makes a difference.
func TestInstancesThatDifferInAnyFieldAreNotEqual(t *testing.T) {
	shape := reflect.TypeFor[Instance]()
	for i := range shape.NumField() {
		var one, other Instance
		field := reflect.ValueOf(&other).Elem().Field(i)
		switch field.Interface().(type) {
		case string:
			field.SetString("changed")
		case time.Time:
			field.Set(reflect.ValueOf(time.Unix(1, 0)))
		case []string:
			field.Set(reflect.ValueOf([]string{"changed"}))
		case []Tag:
			field.Set(reflect.ValueOf([]Tag{{Key: "changed"}}))
		default:
			t.Fatalf("%s is of a type that this test does not know", shape.Field(i).Name)
		}
		if one.Equal(&other) {
			t.Errorf("%s is not compared", shape.Field(i).Name)
		}
		if !other.Equal(&other) {
			t.Errorf("with %s it does not equal itself", shape.Field(i).Name)
		}
	}
}
