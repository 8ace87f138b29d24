from . import plan
from . import visit
from . import check
from . import care
from . import work_report
from . import route
from . import calendar
from . import absence
