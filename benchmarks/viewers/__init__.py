"""Our files in other people's engines: what each makes of them, against our own skinning."""
