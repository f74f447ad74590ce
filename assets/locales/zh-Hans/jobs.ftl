# 后台任务：论坛在回答请求之外做的事。

nav-admin-jobs = 后台任务
mod-admin-jobs-text = 论坛自己在做的事，以及哪里出了问题。
mod-admin-jobs = 已放弃的任务
notice-job-retried = 马上会再试一次。
notice-job-done = 这项任务已经不在了：它刚刚完成。
audit-job_retried = 重试了一项后台任务

job-desk-title = 后台任务
job-desk-text = 论坛除了响应访问，还会自己做一些事：通知关注者，每天清理一次。这里列出等待中和出了问题的任务。
job-desk-failed = 已放弃
job-desk-failed-none = 没有被放弃的任务。
job-desk-waiting = 等待中
job-desk-waiting-none = 没有等待中的任务。
job-desk-job = 任务
job-desk-when = 时间
job-desk-since = 创建时间
job-desk-state = 状态
job-desk-tries = 失败次数
job-desk-retry = 再试一次
job-desk-due = 预定于
job-desk-daily = 每天一次
job-desk-post = 查看帖子
job-desk-more = 更多
job-desk-error = 问题：
job-state-failed = 已放弃
job-state-running = 进行中
job-state-again = 失败，稍后重试
job-state-waiting = 等待中
job-unknown = 其他版本的任务：{ $kind }

job-tell_followers = 通知关注者
job-tell_followers-text = 关注的主题有了新回答，关注者会收到通知。
job-note_pictures = 登记图片
job-note_pictures-text = 一次性地查出以前的帖子里用了哪些图片。
job-forget_sessions = 过期的登录
job-forget_sessions-text = 删除已经失效的登录会话。
job-forget_links = 失效的链接
job-forget_links-text = 删除邮件中已用过或已过期的链接。
job-forget_drafts = 旧草稿
job-forget_drafts-text = 删除 { $days } 天没有动过的草稿。
job-forget_mails = 旧邮件
job-forget_mails-text = 已发出或已放弃的邮件保留 { $days } 天后删除。
job-forget_notifications = 旧通知
job-forget_notifications-text = 通知在读过 { $days } 天后删除；没读过的最多保留一年。
job-forget_pictures = 没有用到的图片
job-forget_pictures-text = 没有用在帖子、个人资料或草稿里的图片，{ $days } 天后删除。
