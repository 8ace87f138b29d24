from . import intake
from . import clock
