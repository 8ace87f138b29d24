from . import test_complaint
from . import test_intake_merge
from . import test_intake_hotline
from . import test_clock
from . import test_intake_mail
from . import test_work
