"""The journal on a NATS JetStream server or cluster."""
