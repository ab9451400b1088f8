package shape

import (
	"reflect"
	"unsafe"
)

// Base is where a struct is in memory, for Absent; nil where it cannot be told.
func Base(v reflect.Value) unsafe.Pointer {
	if !v.CanAddr() {
		return nil
	}
	return v.Addr().UnsafePointer()
}

// Absent tells whether a member of the struct at base is surely not set: a nil
// pointer, map or interface, an empty text, a nil list. Most members of most
// answers are not, and one look at a word of memory is a tenth of what
// reflection takes to find that out. Not absent means: look closer.
//
// This is the one place that looks past the type system. It reads one word
// within a struct whose layout reflection told, and makes no pointer of it.
func (f *Field) Absent(base unsafe.Pointer) bool {
	return base != nil && f.hasWord && *(*uintptr)(unsafe.Add(base, f.word)) == 0
}

// findWord finds the word of a member that is zero when the member is not set.
func (f *Field) findWord(offset uintptr) {
	f.hasWord, f.word = true, offset
	switch {
	case f.Type.Pointer:
	case f.Type.Kind == String: // the length, after the address
		f.word += unsafe.Sizeof(uintptr(0))
	case f.Type.Kind == List, f.Type.Kind == Map, f.Type.Kind == Union, f.Type.Kind == Stream, f.Type.Kind == Bytes:
	default: // a structure, or a number that may well be zero
		f.hasWord = false
	}
}
