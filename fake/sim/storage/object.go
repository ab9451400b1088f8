package storage

import (
	"crypto/md5" //nolint:gosec // an ETag is the MD5 of the body
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Put writes an object on behalf of one of the account's own services. Where
// the bounds are reached, the oldest files that services wrote make room.
func (r *Room) Put(bucket, key string, body []byte, contentType, contentEncoding string) error {
	b, err := r.Find(bucket)
	if err != nil {
		return err
	}
	for r.full(b, len(body)) && r.dropOldest(b) {
	}
	_, err = r.PutObject(b, world.Object{Key: key, Body: body, ContentType: contentType, ContentEncoding: contentEncoding})
	return err
}

// full tells whether a bucket has no room for one more object.
func (r *Room) full(b *world.Bucket, size int) bool {
	return len(b.Objects) >= MaxObjects || r.w.StoredBytes+size > MaxStored
}

// ServiceFolder is the part of a key that tells the files of services.
const ServiceFolder = "AWSLogs/"

// dropOldest removes the oldest file that a service wrote into a bucket; it
// tells whether there was one.
func (r *Room) dropOldest(b *world.Bucket) bool {
	oldest := -1
	for i, o := range b.Objects {
		if strings.Contains(o.Key, ServiceFolder) && (oldest < 0 || o.Modified.Before(b.Objects[oldest].Modified)) {
			oldest = i
		}
	}
	if oldest < 0 {
		return false
	}
	r.DeleteObject(b, b.Objects[oldest].Key)
	return true
}

// PutObject writes an object, in the place of one with the same key, and
// returns it as it is kept.
func (r *Room) PutObject(b *world.Bucket, o world.Object) (world.Object, error) {
	switch {
	case o.Key == "" || !utf8.ValidString(o.Key):
		return o, awserr.New("InvalidArgument", "Object key must be a text in UTF-8 that is not empty")
	case len(o.Key) > 1024:
		return o, awserr.New("KeyTooLongError", "Your key is too long")
	case len(o.Body) > MaxObject || r.full(b, len(o.Body)-r.sizeOf(b, o.Key)):
		return o, awserr.New("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
	}
	o.ETag = fmt.Sprintf("%x", md5.Sum(o.Body)) //nolint:gosec // see above
	o.Modified = r.Now()
	i, found := r.position(b, o.Key)
	r.w.StoredBytes += len(o.Body)
	if found {
		r.w.StoredBytes -= len(b.Objects[i].Body)
		b.Objects[i] = o
	} else {
		b.Objects = slices.Insert(b.Objects, i, o)
	}
	return o, nil
}

func (r *Room) sizeOf(b *world.Bucket, key string) int {
	if i, found := r.position(b, key); found {
		return len(b.Objects[i].Body)
	}
	return 0
}

// position is where an object is, or would be, among those of its bucket.
func (r *Room) position(b *world.Bucket, key string) (int, bool) {
	return slices.BinarySearchFunc(b.Objects, key, func(o world.Object, key string) int { return strings.Compare(o.Key, key) })
}

// Object is the object with this key.
func (r *Room) Object(b *world.Bucket, key string) (world.Object, error) {
	if i, found := r.position(b, key); found {
		return b.Objects[i], nil
	}
	return world.Object{}, awserr.New("NoSuchKey", "The specified key does not exist.").WithStatus(404)
}

// DeleteObject removes an object; one that is not there is no error.
func (r *Room) DeleteObject(b *world.Bucket, key string) {
	if i, found := r.position(b, key); found {
		r.w.StoredBytes -= len(b.Objects[i].Body)
		b.Objects = slices.Delete(b.Objects, i, i+1)
	}
}
