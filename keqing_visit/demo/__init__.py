from . import visit
from . import check
from . import care
from . import work_report
