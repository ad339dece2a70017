"""What is typed when a vendor is chosen."""

from selection.forms.candidate import CandidateForm, NoteForm
from selection.forms.merging import MergeForm
from selection.forms.proposal import ProposeForm
from selection.forms.why import WhyForm

__all__ = ["CandidateForm", "MergeForm", "NoteForm", "ProposeForm", "WhyForm"]
