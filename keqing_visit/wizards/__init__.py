from . import plan
from . import visit
from . import care
