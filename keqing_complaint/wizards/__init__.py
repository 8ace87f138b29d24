from . import intake
from . import clock
from . import learn
from . import remedy
