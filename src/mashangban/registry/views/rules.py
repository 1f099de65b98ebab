"""The rules that the registry keeps to, and the district's choice about those that ran out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.core.voting import NoRuleInForce
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from mashangban.registry import actions, queries
from mashangban.registry.permissions import MANAGE, VIEW
from mashangban.registry.presenters.rules import rule_views


@never_cache
@require_safe
@staff_page(VIEW)
def rule_list(request: StaffRequest) -> HttpResponse:
    """Every rule with its document and time, expired ones included."""
    viewer = viewer_of(request)
    rules = rule_views(queries.rules_on(viewer.on), may_choose=MANAGE in viewer.permissions)
    return render(request, "registry/rules.html", {"rules": rules})


@require_POST
@staff_page(MANAGE)
def follow_rule(request: StaffRequest, code: str) -> HttpResponse:
    """Follow an expired rule in practice, or do so no longer."""
    try:
        actions.follow_expired_rule(
            code=code,
            followed=request.POST.get("follow") == "yes",
            by=Actor.person(request.person_id),
            at=clock.now(),
        )
    except NoRuleInForce:
        raise NotFound from None
    messages.success(request, _("It is on record."))
    return redirect("registry:rules")
