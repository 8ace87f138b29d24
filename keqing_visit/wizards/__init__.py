from . import plan
from . import visit
from . import care
from . import work_report
from . import route
