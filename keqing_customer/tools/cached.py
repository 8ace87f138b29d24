# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What is kept in Odoo's caches of methods."""


def forget_cached(env):
    """Have it asked again, now and once others can see why: meanwhile another thread may ask."""
    env.registry.clear_cache()
    env.cr.postcommit.add(env.registry.clear_cache)
