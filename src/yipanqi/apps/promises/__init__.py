"""What was promised: the kernel, its ledgers, supervision, hand-over."""
