#!/usr/bin/env bash
# A mail server of one's own on loopback: Postfix takes, Dovecot delivers and shows.
#
#   mail.sh start DIR     mail.sh stop DIR
#
# Everything lives below DIR. Needs root, because Postfix does. Ports from the environment:
#   SMTP_PORT (MX, 20025)  SUBMISSION_PORT (AUTH after STARTTLS, 20587)
#   IMAP_PORT (20143)      IMAPS_PORT (20993)
# People: lin, mei, wang, li, chen, office @example.test, password "pw-<name>"; name+detail reaches name.
# full@example.test has room for 20 kB. gone@example.test and all other domains come back as
# delivery reports; further names of the domain are refused. Nothing leaves this machine.
# DIR/tls/cert.pem is the authority to trust.
set -euo pipefail

command=${1:?start or stop} dir=${2:?a directory}
smtp=${SMTP_PORT:-20025} submission=${SUBMISSION_PORT:-20587}
imap=${IMAP_PORT:-20143} imaps=${IMAPS_PORT:-20993}
people=(lin mei wang li chen office full)

stop() {
  [[ -f $dir/postfix/etc/main.cf ]] && postfix -c "$dir/postfix/etc" stop >/dev/null 2>&1 || true
  [[ -f $dir/dovecot/dovecot.conf ]] && doveadm -c "$dir/dovecot/dovecot.conf" stop >/dev/null 2>&1 || true
}

write_accounts() {
  local name rule
  : >"$dir/dovecot/users"
  : >"$dir/postfix/etc/boxes"
  for name in "${people[@]}"; do
    rule=
    [[ $name == full ]] && rule='userdb_quota_rule=*:storage=20K'
    echo "$name:{PLAIN}pw-$name::::::$rule" >>"$dir/dovecot/users"
    echo "$name@example.test here" >>"$dir/postfix/etc/boxes"
  done
}

write_dovecot() {
  cat >"$dir/dovecot/dovecot.conf" <<CONF
base_dir = $dir/dovecot/run
log_path = $dir/dovecot/log
instance_name = clientcomms-tests
listen = 127.0.0.1
protocols = imap lmtp
ssl_cert = <$dir/tls/cert.pem
ssl_key = <$dir/tls/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
# The name alone decides, so lin and lin@example.test are one person.
auth_username_format = %Ln
passdb {
  driver = passwd-file
  args = $dir/dovecot/users
}
userdb {
  driver = passwd-file
  args = $dir/dovecot/users
  override_fields = uid=vmail gid=vmail home=$dir/mail/%n
}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_plugins = quota
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
plugin {
  quota = maildir:User quota
  quota_grace = 0
}
protocol lmtp {
  mail_plugins = quota sieve
  postmaster_address = postmaster@example.test
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \Sent
    auto = subscribe
  }
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp-clientcomms {
    user = postfix
    mode = 0660
  }
}
service auth {
  unix_listener auth-clientcomms {
    user = postfix
    mode = 0660
  }
}
CONF
}

write_postfix() {
  cat >"$dir/postfix/etc/main.cf" <<CONF
compatibility_level = 3.6
multi_instance_name = postfix-clientcomms
queue_directory = $dir/postfix/spool
data_directory = $dir/postfix/data
maillog_file = $dir/postfix/log
maillog_file_prefixes = $dir
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.example.test
mydomain = example.test
mydestination =
alias_maps =
virtual_mailbox_domains = example.test
virtual_mailbox_maps = texthash:$dir/postfix/etc/boxes
virtual_alias_maps = texthash:$dir/postfix/etc/aliases
virtual_transport = lmtp:unix:$dir/dovecot/run/lmtp-clientcomms
recipient_delimiter = +
default_transport = error:5.1.2 nothing leaves this machine
relay_transport = error
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dir/dovecot/run/auth-clientcomms
smtpd_tls_cert_file = $dir/tls/cert.pem
smtpd_tls_key_file = $dir/tls/key.pem
smtpd_tls_security_level = may
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_client_connection_rate_limit = 0
message_size_limit = 26214400
queue_run_delay = 5s
minimal_backoff_time = 10s
maximal_backoff_time = 20s
biff = no
CONF
  cat >"$dir/postfix/etc/master.cf" <<CONF
127.0.0.1:$smtp inet n - n - - smtpd
127.0.0.1:$submission inet n - n - - smtpd
  -o syslog_name=submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_reject_unlisted_recipient=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CONF
  # nobody@ is refused at once; gone@ only afterwards, by a delivery report.
  echo 'gone@example.test gone@nowhere.invalid' >"$dir/postfix/etc/aliases"
}

start() {
  mkdir -p "$dir"/{postfix/{etc,spool,data},dovecot/run,mail,tls}
  chmod 755 "$dir" "$dir/postfix" "$dir/dovecot"
  # Mail belongs to an unprivileged account, made once.
  id vmail >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin vmail
  chown vmail "$dir/mail"
  chown postfix "$dir/postfix/data"
  if [[ ! -f $dir/tls/cert.pem ]]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
      -keyout "$dir/tls/key.pem" -out "$dir/tls/cert.pem" 2>/dev/null
    chmod 600 "$dir/tls/key.pem"
  fi
  write_accounts
  write_dovecot
  write_postfix
  stop
  # A daemon keeps the output it was born with: a caller that reads a pipe would wait for ever.
  dovecot -c "$dir/dovecot/dovecot.conf" </dev/null >/dev/null 2>&1
  postfix -c "$dir/postfix/etc" start </dev/null >/dev/null 2>&1
}

case $command in
  start) start ;;
  stop) stop ;;
  *) echo "mail.sh: start or stop, not $command" >&2; exit 2 ;;
esac
