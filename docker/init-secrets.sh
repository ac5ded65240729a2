#!/bin/sh
# Makes the secrets of a trial: at random, at the first start, kept in the volume. Nothing has a default credential.
set -eu
umask 077
folder=/secrets

# make NAME CHARACTERS [PREFIX]
make() {
    [ -s "$folder/$1" ] && return 0
    random=$(head -c 64 /dev/urandom | sha256sum | cut -c "1-$2")
    printf '%s%s' "${3:-}" "$random" > "$folder/$1.new"
    mv "$folder/$1.new" "$folder/$1"
}

make admin-key 48 hld_admin_
make producer-key 48 hld_producer_
make analyst-key 48 hld_analyst_
make postgres-password 48
# As long as S3 servers allow.
make s3-access-key 20
make s3-secret-key 40

# SeaweedFS reads identities from a file of its own form.
cat > "$folder/seaweedfs.json" << JSON
{"identities": [{"name": "holded", "credentials": [{"accessKey": "$(cat $folder/s3-access-key)", "secretKey": "$(cat $folder/s3-secret-key)"}], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
JSON

# The servers run as users of their own; the volume is shared with nobody else.
chmod 0755 "$folder"
chmod 0444 "$folder"/*
echo "Admin key: $(cat $folder/admin-key)"
