from . import test_complaint
from . import test_intake_merge
