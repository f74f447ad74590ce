# 背景工作：論壇在回應請求之外做的事。

nav-admin-jobs = 背景工作
mod-admin-jobs-text = 論壇自己在做的事，以及哪裡出了問題。
mod-admin-jobs = 已放棄的工作
notice-job-retried = 馬上會再試一次。
notice-job-done = 這項工作已經不在了：它剛剛完成。
audit-job_retried = 重試了一項背景工作

job-desk-title = 背景工作
job-desk-text = 論壇除了回應瀏覽，還會自己做一些事：通知追蹤者，每天清理一次。這裡列出等待中和出了問題的工作。
job-desk-failed = 已放棄
job-desk-failed-none = 沒有被放棄的工作。
job-desk-waiting = 等待中
job-desk-waiting-none = 沒有等待中的工作。
job-desk-job = 工作
job-desk-when = 時間
job-desk-since = 建立時間
job-desk-state = 狀態
job-desk-tries = 失敗次數
job-desk-retry = 再試一次
job-desk-due = 預定於
job-desk-daily = 每天一次
job-desk-post = 查看貼文
job-desk-more = 更多
job-desk-error = 問題：
job-state-failed = 已放棄
job-state-running = 進行中
job-state-again = 失敗，稍後重試
job-state-waiting = 等待中
job-unknown = 其他版本的工作：{ $kind }

job-tell_followers = 通知追蹤者
job-tell_followers-text = 追蹤的主題有了新回答，追蹤者會收到通知。
job-note_pictures = 登錄圖片
job-note_pictures-text = 一次性地查出以前的貼文裡用了哪些圖片。
job-forget_sessions = 過期的登入
job-forget_sessions-text = 刪除已經失效的登入工作階段。
job-forget_links = 失效的連結
job-forget_links-text = 刪除郵件中已用過或已過期的連結。
job-forget_drafts = 舊草稿
job-forget_drafts-text = 刪除 { $days } 天沒有動過的草稿。
job-forget_mails = 舊郵件
job-forget_mails-text = 已寄出或已放棄的郵件保留 { $days } 天後刪除。
job-forget_notifications = 舊通知
job-forget_notifications-text = 通知在讀過 { $days } 天後刪除；沒讀過的最多保留一年。
job-forget_pictures = 沒有用到的圖片
job-forget_pictures-text = 沒有用在貼文、個人資料或草稿裡的圖片，{ $days } 天後刪除。
