/**
 * How people ask for things without naming them: each line is ways to say it, an equals sign, and the words that an
 * API would use. Words are compared by their stems, so `kicked off` is `kick off`.
 */
export const PHRASES = `
pull request | pull requests | pr | prs = pullrequest pull request
merge request | mr | mrs = mergerequest merge request
open a | open an | open new | raise a | file a | start a new | draft a | set up a | make a | make me a = create
can you make | put together | write up = create
get rid of | throw away | chuck out = delete
look up | dig up | dig out | track down | pull up = find get search
check on | how far along = get status
do we have | have we got = list get
who is in | who is on | who are in | who belongs | who else is = member list
who has access | who can see | who can read | who can edit | who can access | read access | write access | push access | edit rights | read only = permission collaborator list
who did | who changed | who deleted | who touched | who made = audit history event log changelog
what happened | what changed | catch up | catch me up | fill me in | bring me up = history list event
what was said | what did people say | what did they say | what people said = message history comment
what is new = list recent
say on | reply to | respond to | get back to | leave a note | leave a comment | chime in = comment reply
on my plate | assigned to me | still have to do | my open | waiting for me | my backlog | my queue = assignee search issue task
to do | action item = todo task
due date | deadline = due date
child task | child item | child issue | sub task | sub item = subtask
next sprint | current sprint = sprint
waiting for review | code review | needs review | up for review = pull review request
ship it | land it | squash and merge = merge
in between | difference between | changed between | side by side = compare diff
start over | start again | run again | try again | once more | one more time | do over = rerun retry restart
build failed | failed build | is it green | is main green | did ci pass | ci pass = check run status workflow build
go live | push live | push to production | roll out | ship to = deploy release publish
bring back | put back | take it back | undo = restore revert
env var | env vars = environment variable
feature flag | feature toggle | kill switch = flag feature
log in | sign in | sign on = login
sign out | log out | log off | all sessions = signout logout session
sign up | sign me up = create register subscribe
opt out | stop getting = unsubscribe
opt in = subscribe
locked out | cant get in | cannot get in | cannot log in | cant log in = unlock reset password
forgot his password | forgot her password | forgot their password | forgot my password | lost her password | lost his password | new password = reset password
two factor | second factor | 2 factor = 2fa mfa factor
sign off | give the green light | green light = approve
turn down | say no = decline reject
new hire | new joiner | new starter | new colleague = create user invite member
leaver | left the company | is leaving | no longer works | no longer with us = deactivate suspend remove user
mailing list | distribution list = group member list
out of office | on vacation | on holiday | auto reply | autoreply | away message = vacation responder
time off | day off | days off | sick leave = timeoff leave absence vacation
am i free | are you free | free slot | open slot | have time | find a time | find time | any time = free busy availability slot
on my calendar | on the calendar | my day | my week | my schedule = calendar event
phone call = call
text message = sms message send
direct message | dm = direct message conversation open
do not disturb | quiet hours | leave me alone = dnd snooze mute
remind me | nudge me | ping me | wake me = reminder create
thumbs up | thumbs down | heart | emoji = reaction emoji add
at the top of = topic
save for later | keep for later | favourite | favorite = star bookmark save
on call | on duty | carrying the pager | has the pager | holds the pager | pager duty | gets paged = oncall current schedule
pager rotation | paging rotation = oncall rotation schedule
is firing | are firing | going off | is burning | on fire | is down | are down | broke | is broken = incident alert
maintenance window | planned maintenance | planned downtime = maintenance
keeps crashing | is crashing | what does it print | its output | error output | stack trace = log
how busy | how loaded | memory usage | cpu usage = stats metric usage
disk space | free up space = prune disk
put a replica | more copies | copies of | more instances | scale up | scale down | scale out = scale replica
money back | pay back | paid back | paid twice | charged twice | charge back | make good = refund
past due | has not paid | hasnt paid | have not paid | not paid | unpaid | still owe | still owes | who owes = overdue outstanding invoice
how much do we owe | how much credit | left on | what do we owe | money left = balance
paid us | pay us | paid so far = charge payment invoice customer
top up = credit deposit balance topup
credit card | bank card | debit card = card payment method
bank account = account bank
price off | percent off | money off = coupon discount
running low | in stock | left in stock | on hand = inventory stock count
how many | how often = count list
how much | what does it cost = amount balance
last login | last seen = login activity
send back = return refund
point to | points to = update record
phone book | address book | company directory = contact directory people
fill in | fill out = update
write down | take a note | jot down = create note
make sure = verify check
log time | log hours | book hours | spent on | time spent | track time = worklog time add
text to | send a text = sms message send
contract out | get it signed | for signature | to sign = envelope send signature
has signed | signed yet | did they sign = recipient envelope status
what song | what track | which song | what music | what is playing | now playing = currently playing track
next song | skip this | skip song = skip next track
play louder | play quieter | louder | quieter | too loud = volume
how many views | how many clicks = statistics views report
get opened | open rate | click rate = report open click campaign
keep an eye on | watch for = watch subscribe
stop watching | stop following = unwatch unsubscribe unfollow
hold off | put on hold = pause hold
by mistake | wrong = delete
`;

/** Verbs with a particle that may stand behind the object: `shut the container down`. Written as above. */
export const SEPARABLE = `
turn off | switch off | power off = disable stop off
turn on | switch on | power on = enable start on
turn down | turn up | crank up = volume set
shut down | take down | bring down | wind down = stop shutdown archive
shut off = disable stop
bring up | spin up | stand up | fire up = create start
kick off = start trigger run
kick out | throw out | boot out | push out = remove kick delete signout
kick from | throw from = remove kick
take off | cross off | strike off | strike from | drop from | take from | pull from = remove delete
take out = remove delete
take back | pull back = delete revert undo
bring back | put back | get back = restore
roll back | revert to | go back = rollback restore revert
call off = cancel delete
put off | push back | move back | push to = update reschedule
let in | bring in | bring into | get into | add to | put on | pull into | pull in = add invite
let out = remove
hand over | hand off | pass to | pass on | give to = assign transfer reroute reassign
swap with | cover for | stand in = override swap schedule
sign out | log out | lock out = signout revoke suspend
set up = create
set to | change to | switch to = update set
move to | move into | drag to = move update
copy to | duplicate to = copy
share with | show to | open up = share permission
tick off | check off | wrap up | finish up = complete close
clean up | clear out | tidy up | free up = delete prune clean
back up = backup snapshot
split up | break down | break into = subtask create
look at = get
sum up = report summary
talk to | write to = message send
read out = get
hook up | link up | connect to = link connect create
post in | post to | drop in | tell in | announce in = message post send
put in = create add
mark as | flag as = update mark set
`;

/** Short names by which people call well-known products, things and words. */
export const ABBREVIATIONS: Readonly<Record<string, string>> = {
  gh: "github",
  gl: "gitlab",
  bb: "bitbucket",
  k8s: "kubernetes",
  kube: "kubernetes",
  kubectl: "kubernetes",
  gcal: "google calendar",
  gdrive: "google drive",
  gsheet: "google sheets",
  gsheets: "google sheets",
  gdoc: "google docs",
  gdocs: "google docs",
  ga: "google analytics",
  yt: "youtube",
  tw: "twitter",
  ig: "instagram",
  fb: "facebook",
  li: "linkedin",
  pd: "pagerduty",
  sf: "salesforce",
  sfdc: "salesforce",
  hs: "hubspot",
  ld: "launchdarkly",
  cf: "cloudflare",
  dd: "datadog",
  tf: "terraform",
  aws: "amazon",
  gcp: "google cloud",
  ns: "namespace",
  svc: "service",
  repo: "repository",
  repos: "repository",
  org: "organization",
  env: "environment",
  config: "configuration",
  cfg: "configuration",
  prod: "production",
  db: "database",
  dbs: "databases",
  mtg: "meeting",
  mtgs: "meetings",
  appt: "appointment",
  msg: "message",
  msgs: "messages",
  tmrw: "tomorrow",
  pls: "please",
  acct: "account",
  accts: "accounts",
  info: "information",
  docs: "documents",
  auth: "authentication",
  admin: "administrator",
  ci: "check run workflow pipeline",
  lst: "list",
  vm: "machine",
  vms: "machines",
  ip: "address",
  ips: "addresses",
  cert: "certificate",
  certs: "certificates",
  sub: "subscription",
  subs: "subscriptions",
  inv: "invoice",
  qty: "quantity",
  pic: "picture",
  pics: "pictures",
  vid: "video",
  vids: "videos",
  perms: "permissions",
  creds: "credentials",
  deps: "dependencies",
  vuln: "vulnerability",
  vulns: "vulnerabilities",
  cal: "calendar",
  gcs: "google storage",
  pager: "oncall incident",
  paging: "oncall incident alert",
  dnd: "snooze",
  ooo: "vacation",
  pto: "timeoff vacation",
  eta: "estimate delivery",
  kpi: "metric",
};
