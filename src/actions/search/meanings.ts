/** Words that people use for one another when they talk about APIs. Each line is one meaning. */
export const MEANINGS = `
delete remove erase drop destroy purge discard clear trash
create add new make insert register post file raise log
update edit change modify set patch adjust alter
list show get all view display browse
get fetch retrieve read show lookup view info detail
search find query lookup filter
send post deliver submit publish push
cancel void abort stop terminate
disable deactivate suspend block lock offboard freeze revoke
enable activate unlock unblock resume
start run trigger launch execute begin
restart rerun retry redo reboot
stop halt kill shutdown end
merge accept combine
approve accept confirm
reject decline deny
close resolve finish complete done
assign give allocate reassign
invite add onboard
remove kick expel
move transfer relocate reroute
copy duplicate clone
rename title
upload attach import
download export
share permission access
subscribe follow watch
archive shelve
count number total amount many
schedule plan book reserve
mute silence snooze quiet
acknowledge ack
refund reimburse moneyback
charge payment pay bill
invoice bill
balance credit owe money
price cost amount
customer client buyer
user person people member account profile employee
member participant attendee collaborator
participant attendee registrant
team group crew
role permission privilege right
organization organisation org company workspace
repository repo
pullrequest pr pull mergerequest mr
issue ticket bug task defect
task todo item
comment note remark reply
message msg chat
thread reply conversation
channel room conversation
email mail
label tag category
document doc file page
folder directory
spreadsheet sheet
row record line entry
table database
event appointment meeting call
meeting call webinar
availability free busy slot
calendar agenda schedule
rotation oncall shift schedule
incident outage alert page
alert alarm notification warning
vulnerability finding security
build pipeline workflow job ci check
deploy deployment release rollout ship
version release
branch ref
commit change revision
log output
history changelog activity audit
metric stat statistic usage
container docker
pod k8s
flag toggle feature switch
key token secret credential
password passwd
login signin session
twofactor 2fa mfa verification
picture image photo
song track music
film movie
show tv series
video clip
volume sound loudness
playlist album
place location address
phone number
contact person lead
deal opportunity
order purchase
product item article
coupon discount voucher promo
subscription plan
form submission entry
answer response reply
survey poll questionnaire
envelope signature contract
signature sign
weather forecast
news article headline
stock share
pause hold suspend
resume continue unpause
restore recover undelete revert rollback
dispute chargeback
sms text
notify ping remind
verify validate check
subtask child
lead prospect contact
vacation leave absence timeoff
environment variable
replica instance node
server machine host droplet
website site domain
visitor session traffic
crash error exception
experiment test
currency exchange rate
translate translation
ban block suspend silence
hide private unpublish
unpin pin
online presence status active
next transition status
link permalink url share
swap replace exchange switch change
spam junk label
trash bin delete
charge invoice billing cost
buy purchase order provision
available enable
allow permit grant permission
remind reminder notification resend
draft unsent
tab sheet worksheet
branch ref head
star bookmark favorite save
fork clone
inviter invite invitation
guest attendee visitor participant
host node server instance
rack device site
snapshot backup image
domain dns zone record
certificate tls ssl
firewall rule security
volume disk storage
bucket object storage
subnet network prefix vlan
scale resize replica
trigger dispatch run start invoke
cron schedule recurring job
artifact package build
test check suite
coverage quality scan
sprint iteration cycle
epic initiative feature
backlog board
swimlane column list section
card ticket task
checklist item todo
vote upvote like
like reaction favorite
block dependency link
duplicate copy clone
watcher follower subscriber
follower subscriber fan
estimate point effort
worklog time tracking hour
priority severity urgency
escalate reroute reassign
postmortem retrospective report
downtime maintenance outage
uptime status health
latency performance metric
quota limit usage
refund return reversal
payout transfer withdrawal
deposit topup fund
tax vat
quote estimate proposal
receipt invoice
supplier vendor contact
bill invoice purchase
ledger journal account
expense spending transaction
spending transaction expense
payslip payroll salary
stock inventory quantity
warehouse location store
shipment delivery parcel package tracking
ship fulfil fulfill deliver
return rma
cart basket checkout
sku product variant item
shop store
campaign newsletter mailing
newsletter campaign list
audience list segment
bounce undeliverable failed
open click engagement
unsubscribe optout suppression
template layout
landing page
cadence sequence
account company organization
note activity log
call phone dial
voicemail recording
recording video transcript
transcript caption
room meeting space
webinar session broadcast
waiting lobby
chat conversation message
topic subject purpose
emoji reaction
status presence
reminder alarm
sticker emoji
mention tag
thread topic post
post topic message
forum category board
badge award
moderator admin staff
tag label
realm tenant
client application app
scope permission
group team usergroup
factor mfa 2fa
reset change renew
rotate renew regenerate
credential secret password key
session login token
device phone machine
picture avatar photo
folder collection
collaborator member share
version revision history
trash recycle deleted
comment annotation
signature esign
envelope document contract agreement
contract agreement envelope
recipient signer
signer recipient
nda agreement contract envelope
form survey questionnaire
question field
response answer submission
entry submission record
cell range value
chart graph
dashboard board report
query search filter
dataset table source
source connector
connection sync pipeline
sync replicate refresh
warehouse destination
deploy deployment release
site website project
preview staging
redirect rewrite
plugin addon extension
integration connector app
webhook hook callback
event webhook
model llm
completion prompt
fine finetune training
embedding vector
image picture draw
speech audio voice
play resume start
skip next
shuffle random
repeat loop
quiet mute volume
album record
artist band musician singer
song track
podcast show episode
movie film
actor cast person
director crew
rating score review
trending popular top
subscriber channel
views statistics
caption subtitle
flight plane
hotel accommodation
restaurant food
recipe dish meal
route direction
distance duration
map location
city place location
country region
`;
