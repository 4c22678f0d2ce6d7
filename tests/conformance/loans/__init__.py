"""One module a sample file of `loans/`: a row is translated into calls of the engine and the answer compared.

Each has `unsupported(case)`, a reason decided only by what the case needs, and `differences(case)`, empty when it holds.
No case is known by its id.
"""
