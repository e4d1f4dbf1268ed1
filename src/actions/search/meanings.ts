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
`;
