"""The processes of Lyo, one folder each; they meet only on the wire. `common` is shared by all."""
