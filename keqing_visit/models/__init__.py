from . import plan
from . import visit
