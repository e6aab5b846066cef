"""Mail in folders of this machine: the embedded default, for the demo and for trying out.

Below one directory each address has a Maildir (https://cr.yp.to/proto/maildir.html). Delivery
there is idempotent: the name of a file follows from Message-ID and recipient, so submitting the
same letter again after a doubt makes no second copy.
"""

from __future__ import annotations

from clientcomms.providers.maildir.folders import maildir_of
from clientcomms.providers.maildir.mailbox import MaildirMailbox
from clientcomms.providers.maildir.transport import MaildirTransport

__all__ = ["MaildirMailbox", "MaildirTransport", "maildir_of"]
