#!/bin/sh
# MinIO reads its root credentials from the environment alone in this form.
set -eu
MINIO_ROOT_USER=$(cat /secrets/s3-access-key)
MINIO_ROOT_PASSWORD=$(cat /secrets/s3-secret-key)
export MINIO_ROOT_USER MINIO_ROOT_PASSWORD
exec minio server /data --address :9000
