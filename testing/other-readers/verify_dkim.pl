# Verifies the RSA signatures of messages with Mail::DKIM: a JSON of records by name, then files; prints one JSON a line.
use strict;
use warnings;
use JSON::PP;
use Mail::DKIM::PublicKey;
use Mail::DKIM::Verifier;

my $records = decode_json(shift @ARGV);
{
    no warnings 'redefine';
    *Mail::DKIM::Signature::fetch_public_key = sub {
        my $self = shift;
        my $record = $records->{ $self->selector . '._domainkey.' . $self->domain };
        if ($record) { $self->{public} = Mail::DKIM::PublicKey->parse($record) }
        else         { $self->{public_error} = "not available\n" }
        $self->{public_key_query} = 0;
    };
}
for my $path (@ARGV) {
    open( my $file, '<:raw', $path ) or die "$path: $!";
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->load($file);
    print encode_json( [ map { $_->result } grep { $_->algorithm eq 'rsa-sha256' } $verifier->signatures ] ), "\n";
}
