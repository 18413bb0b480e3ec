"""Calls a running server by the generated client: MAILYARD_URL says where, MAILYARD_TOKEN is an administrator's token."""

import os
import time

import mailyard_client as client

name = f"python-{time.time_ns()}"
url = os.environ["MAILYARD_URL"]


def connection(token):
    return client.ApiClient(client.Configuration(host=url, access_token=token))


administrator = connection(os.environ["MAILYARD_TOKEN"])
accounts = client.AccountsApi(administrator)

tariffs = client.TariffsApi(administrator).tariffs_list(client.TariffsListRequest())
assert tariffs.data[0].overrun == "refuse", tariffs

saved = accounts.accounts_save(
    client.AccountsSaveRequest(
        name=name, title="Python", tz="Europe/Berlin", tariff="1", reports_day=1, reports_hour=9,
        external_data_connectors=[3, 4]),
    idempotency_key=name)
assert saved.error == 0, saved
account = saved.data.saved_id
accounts.accounts_save(client.AccountsSaveRequest(id=account, title="Changed"))

shown = accounts.accounts_get(client.AccountsGetRequest(id=account)).data
assert (shown.name, shown.title, shown.external_data_connectors) == (name, "Changed", [3, 4]), shown
assert shown.frozen_details is None and shown.created_at.tzinfo is not None, shown

page = accounts.accounts_list(client.AccountsListRequest(from_id=account, limit=1))
assert page.data[0].id == account and page.total_count >= 1, page

freeze = client.AccountsFreezeRequest(
    id=account, frozen_details=client.FrozenDetailsInput(payment_url="https://pay.example.com"))
dry = accounts.accounts_freeze(freeze, prefer="dry-run")
assert dry.dry_run and dry.changes[0].action == "accounts.freeze", dry
accounts.accounts_freeze(freeze)
frozen = accounts.accounts_get(client.AccountsGetRequest(id=account)).data
assert frozen.is_frozen and frozen.frozen_details.payment_url == "https://pay.example.com", frozen
accounts.accounts_unfreeze(client.AccountsUnfreezeRequest(id=account))

users = client.UsersApi(administrator)
users.accounts_users_add(
    client.AccountsUsersAddRequest(
        account_id=account, name="steve", email="steve@example.com", alerts=client.AlertsInput(limits=True)))
assert users.accounts_users_list(client.AccountsUsersListRequest(account_id=account)).data[0].username == "steve"
user = users.accounts_users_get(client.AccountsUsersGetRequest(account_id=account, name="steve")).data
assert user.alerts.limits and not user.alerts.complaints, user

token = client.AccountTokensApi(administrator).accounts_tokens_save(
    client.AccountsTokensSaveRequest(account_id=account, name="own")).data.token
own = connection(token)
assert client.AccountApi(own).own_account_get(client.OwnAccountGetRequest()).data.id == account
refused = client.MessagesApi(own).own_messages_send(
    client.OwnMessagesSendRequest(to=["nobody"], subject="?"), prefer="dry-run")
assert refused.error == 400 and refused.errors and refused.data is None, refused

row = client.AuditApi(administrator).audit_list(
    client.AuditListRequest(account_id=account, action="accounts.freeze")).data[0]
assert row.object_id == str(account), row
print("called")
