"""The editors' desk: who may change the public record, and the pages on which they do."""
