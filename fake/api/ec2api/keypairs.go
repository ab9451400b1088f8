package ec2api

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) describeKeyPairs(_ context.Context, in *ec2.DescribeKeyPairsInput) (*ec2.DescribeKeyPairsOutput, error) {
	for _, name := range in.KeyNames {
		if !s.w.KeyPairs.Has(name) {
			return nil, unknown("InvalidKeyPair.NotFound", "key pair", []string{name})
		}
	}
	all, _ := rows(&s.w.KeyPairs, in.KeyNames)
	for _, id := range in.KeyPairIds {
		if s.keyPairByID(id) == nil {
			return nil, unknown("InvalidKeyPair.NotFound", "key pair", []string{id})
		}
	}
	if len(in.KeyPairIds) > 0 {
		all = slices.DeleteFunc(all, func(k *world.KeyPair) bool { return !slices.Contains(in.KeyPairIds, k.ID) })
	}
	views, _, err := show(all, list[*world.KeyPair]{
		filters: in.Filters,
		lens: lens[*world.KeyPair]{
			"key-name":    func(k *world.KeyPair) []string { return one(k.Name) },
			"key-pair-id": func(k *world.KeyPair) []string { return one(k.ID) },
			"fingerprint": func(k *world.KeyPair) []string { return one(k.Fingerprint) },
		},
		tags:   func(k *world.KeyPair) []world.Tag { return k.Tags },
		bounds: unpaged(), dryRun: in.DryRun,
	}, func(k *world.KeyPair) types.KeyPairInfo { return keyPairView(k, aws.ToBool(in.IncludePublicKey)) })
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeKeyPairsOutput{KeyPairs: views}, nil
}

func keyPairView(k *world.KeyPair, public bool) types.KeyPairInfo {
	info := types.KeyPairInfo{
		KeyName: aws.String(k.Name), KeyPairId: aws.String(k.ID), KeyFingerprint: aws.String(k.Fingerprint),
		KeyType: types.KeyType(k.Type), CreateTime: aws.Time(k.Created), Tags: tagViews(k.Tags),
	}
	if public {
		info.PublicKey = api.NonZero(k.PublicKey)
	}
	return info
}

func (s *service) keyPairByID(id string) *world.KeyPair {
	for _, k := range s.w.KeyPairs.All() {
		if k.ID == id {
			return k
		}
	}
	return nil
}

func (s *service) checkKeyName(name string) error {
	switch {
	case name == "":
		return missing("KeyName")
	case len(name) > 255:
		return invalid("Value (%s) for parameter keyName is invalid. Character count must not exceed 255.", name)
	case s.w.KeyPairs.Has(name):
		return awserr.New("InvalidKeyPair.Duplicate", "The keypair already exists")
	}
	return nil
}

func (s *service) createKeyPair(_ context.Context, in *ec2.CreateKeyPairInput) (*ec2.CreateKeyPairOutput, error) {
	name := aws.ToString(in.KeyName)
	if err := s.checkKeyName(name); err != nil {
		return nil, err
	}
	if in.KeyFormat == types.KeyFormatPpk {
		return nil, awserr.New("UnsupportedOperation", "The key format ppk is not simulated by this engine.")
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeKeyPair)
	if err != nil {
		return nil, err
	}
	forge := newRSA
	switch in.KeyType {
	case "", types.KeyTypeRsa:
	case types.KeyTypeEd25519:
		forge = newEd25519
	default:
		return nil, invalid("Invalid value '%s' for KeyType.", in.KeyType)
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	key, err := forge(s.keySeed())
	if err != nil {
		return nil, err
	}
	k := s.putKey(name, key, tags)
	return &ec2.CreateKeyPairOutput{KeyName: aws.String(name), KeyPairId: aws.String(k.ID), KeyFingerprint: aws.String(k.Fingerprint),
		KeyMaterial: aws.String(key.private), Tags: tagViews(tags)}, nil
}

// keySeed draws a key's seed from the world, so that the same world makes the
// same keys. They are not secret and open nothing.
func (s *service) keySeed() (seed [32]byte) {
	for i := range seed {
		seed[i] = byte(s.k.Rand(256))
	}
	return seed
}

func (s *service) putKey(name string, key newKey, tags []world.Tag) *world.KeyPair {
	k := &world.KeyPair{ID: s.k.ID("key-", 17), Name: name, Fingerprint: key.fingerprint, Type: key.kind, PublicKey: key.public, Created: s.w.Now, Tags: tags}
	s.w.KeyPairs.Put(name, k)
	return k
}

func (s *service) importKeyPair(_ context.Context, in *ec2.ImportKeyPairInput) (*ec2.ImportKeyPairOutput, error) {
	name := aws.ToString(in.KeyName)
	if err := s.checkKeyName(name); err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeKeyPair)
	if err != nil {
		return nil, err
	}
	key, ok := readPublicKey(string(in.PublicKeyMaterial))
	if !ok {
		return nil, awserr.New("InvalidKey.Format", "Key is not in valid OpenSSH public key format")
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	k := s.putKey(name, key, tags)
	return &ec2.ImportKeyPairOutput{KeyName: aws.String(name), KeyPairId: aws.String(k.ID), KeyFingerprint: aws.String(k.Fingerprint), Tags: tagViews(tags)}, nil
}

// deleteKeyPair is no error for a name that does not exist, as on AWS.
func (s *service) deleteKeyPair(_ context.Context, in *ec2.DeleteKeyPairInput) (*ec2.DeleteKeyPairOutput, error) {
	k := s.w.KeyPairs.Get(aws.ToString(in.KeyName))
	if in.KeyPairId != nil {
		if k = s.keyPairByID(*in.KeyPairId); k == nil {
			return nil, unknown("InvalidKeyPair.NotFound", "key pair", []string{*in.KeyPairId})
		}
	} else if aws.ToString(in.KeyName) == "" {
		return nil, missing("KeyName")
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	out := &ec2.DeleteKeyPairOutput{Return: aws.Bool(true)}
	if k != nil {
		out.KeyPairId = aws.String(k.ID)
		s.w.KeyPairs.Delete(k.Name)
	}
	return out, nil
}
